#include "stores/postgres/engine/database.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/reason_of.h"
#include "stores/contract/race.h"
#include "stores/contract/shared_random.h"
#include "stores/postgres/engine/server_clock.h"
#include "stores/postgres/engine/server_fixture.h"

namespace sallyport::stores {
namespace {

using std::chrono::milliseconds;

const PostgresSchema kNotes{7, {{.sql = "CREATE TABLE note (id BIGINT PRIMARY KEY, body BYTEA NOT NULL)"}}, {}};

class PostgresDatabaseTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto why = PostgresServer::missing()) GTEST_SKIP() << *why;
    url_ = server().empty_place();
  }

  static PostgresServer& server() { return PostgresServer::shared(); }

  Result<std::unique_ptr<PostgresDatabase>> open(const PostgresSchema& schema = kNotes, std::string url = {},
                                                 Outdated outdated = Outdated::bring_up_to_date) {
    PostgresOptions options{.place = parse_place(url.empty() ? url_ : url, std::chrono::seconds(5)).value(),
                            .password = password_,
                            .connections = 5,  // four for work, and one that listens
                            .busy_timeout = busy_timeout_,
                            .statement_timeout = statement_timeout_};
    return PostgresDatabase::open(options, schema, outdated, random_, clock_);
  }
  std::unique_ptr<PostgresDatabase> opened(const PostgresSchema& schema = kNotes) {
    auto database = open(schema);
    if (!database) throw std::runtime_error(database.error().detail);
    return *std::move(database);
  }

  static Result<void> insert(Database& database, std::int64_t id, std::string_view body,
                             Isolation isolation = Isolation::alone) {
    return database.write(
        [&](Connection& connection) -> Result<void> {
          SALLYPORT_CHECK(connection.run("INSERT INTO note (id, body) VALUES (?1, ?2)", {id, body}));
          return {};
        },
        isolation);
  }
  static Result<std::int64_t> number(Connection& connection, std::string_view sql, const Parameters& parameters = {}) {
    std::int64_t found = -1;
    SALLYPORT_CHECK(connection.query(sql, parameters, [&](const Row& row) -> Result<void> {
      SALLYPORT_TRY(found, row.integer(0));
      return {};
    }));
    return found;
  }
  static Result<std::int64_t> count(Database& database) {
    return database.read([](Connection& connection) { return number(connection, "SELECT count(*) FROM note"); });
  }

  contract::SharedRandom random_;
  SystemClock clock_;
  std::string url_;
  std::function<Result<Secret>()> password_;
  milliseconds busy_timeout_{20'000};  // on a machine that does much else nobody is late
  milliseconds statement_timeout_{20'000};
};

TEST_F(PostgresDatabaseTest, WhatWasWrittenIsReadByAnotherNode) {
  const auto database = opened();
  ASSERT_TRUE(insert(*database, 1, "one"));
  ASSERT_TRUE(insert(*database, 2, "two", Isolation::statement));
  EXPECT_EQ(count(*opened()), 2);
}

TEST_F(PostgresDatabaseTest, EveryKindOfValueComesBackAsItWas) {
  const PostgresSchema things{7, {{.sql = "CREATE TABLE thing (number BIGINT, words BYTEA, absent BYTEA)"}}};
  const auto database = opened(things);
  const std::string words("Gr\xc3\xbc\xc3\x9f\x00 \xff", 8);
  for (const std::int64_t value : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, std::int64_t{255}, INT64_MAX}) {
    const auto stored = database->write([&](Connection& connection) -> Result<void> {
      SALLYPORT_CHECK(connection.run("DELETE FROM thing"));
      SALLYPORT_CHECK(connection.run("INSERT INTO thing VALUES (?, ?, NULL)", {value, words}));
      return connection.query("SELECT number, words, absent, words FROM thing", {},
                              [&](const Row& row) -> Result<void> {
                                EXPECT_EQ(row.integer(0), value);
                                EXPECT_EQ(row.text(1), words);
                                EXPECT_EQ(row.blob(3), words);
                                EXPECT_TRUE(row.is_null(2));
                                EXPECT_EQ(reason_of(row.integer(1)), "sql_value");
                                EXPECT_EQ(reason_of(row.text(0)), "sql_value");
                                EXPECT_EQ(reason_of(row.text(2)), "sql_value");
                                return {};
                              });
    });
    EXPECT_TRUE(stored) << reason_of(stored);
  }
}

TEST_F(PostgresDatabaseTest, FailedWorkLeavesNothingBehind) {
  const auto database = opened();
  const auto failed = database->write([](Connection& connection) -> Result<void> {
    SALLYPORT_CHECK(connection.run("INSERT INTO note VALUES (1, 'one')"));
    return failure(Kind::rejected, "second_thoughts");
  });
  EXPECT_EQ(reason_of(failed), "second_thoughts");
  const auto thrown = database->write([](Connection& connection) -> Result<void> {
    SALLYPORT_CHECK(connection.run("INSERT INTO note VALUES (1, 'one')"));
    throw std::bad_alloc();
  });
  EXPECT_EQ(reason_of(thrown), "postgres_task");
  EXPECT_EQ(count(*database), 0);
}

TEST_F(PostgresDatabaseTest, WorkThatGoesOnAfterAnErrorIsNotTakenForDone) {
  const auto database = opened();
  const auto written = database->write([](Connection& connection) -> Result<void> {
    SALLYPORT_CHECK(connection.run("INSERT INTO note VALUES (1, 'one')"));
    (void)connection.run("INSERT INTO note VALUES (1, 'again')");
    return {};
  });
  EXPECT_EQ(reason_of(written), "postgres_task");
  EXPECT_EQ(count(*database), 0);
}

TEST_F(PostgresDatabaseTest, SecondOfAKeyIsAConflictAndTheConnectionGoesOn) {
  const auto database = opened();
  ASSERT_TRUE(insert(*database, 1, "one"));
  EXPECT_EQ(reason_of(insert(*database, 1, "again")), "postgres_constraint");
  EXPECT_EQ(insert(*database, 1, "again").error().kind, Kind::conflict);
  EXPECT_TRUE(insert(*database, 2, "two"));
}

TEST_F(PostgresDatabaseTest, AReadCannotWrite) {
  const auto database = opened();
  EXPECT_FALSE(database->read([](Connection& connection) { return connection.run("DELETE FROM note"); }));
}

TEST_F(PostgresDatabaseTest, StatementThatDoesNotFitIsOurOwnMistake) {
  const auto database = opened();
  const auto run = [&](std::string_view sql, const Parameters& parameters) {
    return database->write([&](Connection& connection) { return connection.run(sql, parameters); });
  };
  EXPECT_EQ(reason_of(run("INSERT INTO nowhere VALUES (1)", {})), "postgres_statement");
  EXPECT_EQ(reason_of(run("DELETE FROM note WHERE id = ?1", {"text"})), "postgres_statement");
  EXPECT_EQ(reason_of(run("DELETE FROM note; DELETE FROM note", {})), "postgres_statement");
}

TEST_F(PostgresDatabaseTest, WorkRunsAsIfItWereAlone) {
  const auto database = opened();
  ASSERT_TRUE(
      database->write([](Connection& connection) { return connection.run("INSERT INTO note VALUES (0, '')"); }));
  const auto add_one = [&](Connection& connection) -> Result<void> {
    SALLYPORT_TRY(const auto seen, number(connection, "SELECT count(*) FROM note"));
    SALLYPORT_CHECK(connection.run("INSERT INTO note VALUES (?, '')", {seen}));
    return {};
  };
  contract::race([&](std::size_t) { EXPECT_EQ(reason_of(database->write(add_one)), "none"); });
  EXPECT_EQ(count(*database), 21);
}

TEST_F(PostgresDatabaseTest, ManyRowsGoInOneTripAndFailTogether) {
  const auto database = opened();
  const auto write = [&](const std::vector<Parameters>& rows) {
    return database->write(
        [&](Connection& connection) { return connection.run_each("INSERT INTO note (id, body) VALUES (?, ?)", rows); });
  };
  const std::string large(100'000, 'x');
  std::vector<Parameters> rows;
  for (int i = 0; i < 500; ++i) rows.push_back({i, i % 10 == 0 ? large : std::string_view("small")});
  ASSERT_EQ(reason_of(write(rows)), "none");
  EXPECT_EQ(count(*database), 500);
  EXPECT_EQ(reason_of(write({{1000, "a"}, {1, "twice"}, {1001, "b"}})), "postgres_constraint");
  EXPECT_EQ(count(*database), 500);
  EXPECT_EQ(reason_of(write({})), "none");
}

TEST_F(PostgresDatabaseTest, ALockIsWaitedForWithABound) {
  RecordProperty("covers", "F-10");
  busy_timeout_ = milliseconds(300);
  const auto database = opened();
  const auto other = opened();
  ASSERT_TRUE(insert(*database, 1, "one"));
  const auto held = other->write([&](Connection& connection) -> Result<void> {
    SALLYPORT_CHECK(connection.run("UPDATE note SET body = 'theirs'"));
    EXPECT_EQ(reason_of(insert(*database, 1, "ours")), "postgres_busy");
    EXPECT_EQ(count(*database), 1) << "reads go on";
    return {};
  });
  EXPECT_TRUE(held);
  EXPECT_TRUE(insert(*database, 2, "two"));
}

TEST_F(PostgresDatabaseTest, AStatementThatTakesTooLongIsGivenUp) {
  statement_timeout_ = milliseconds(2000);
  const auto database = opened();
  const auto sleep = [&] {
    return database->read([](Connection& connection) -> Result<void> {
      return connection.query("SELECT pg_sleep(60)::text", {}, [](const Row&) -> Result<void> { return {}; });
    });
  };
  // The server gives it up. A machine that stands still at that moment lets our own deadline pass before we hear of it.
  std::string_view reason = "postgres_timeout";
  for (int i = 0; i < 5 && reason == "postgres_timeout"; ++i) reason = reason_of(sleep());
  EXPECT_EQ(reason, "postgres_busy");
  EXPECT_EQ(count(*database), 0);
}

TEST_F(PostgresDatabaseTest, MoreCallersThanConnectionsWaitTheirTurnAndNotForEver) {
  const auto patient = opened();
  contract::race([&](std::size_t i) {
    EXPECT_EQ(reason_of(insert(*patient, static_cast<std::int64_t>(i), "x", Isolation::statement)), "none");
  });
  busy_timeout_ = milliseconds(300);
  const auto database = opened();
  std::function<Result<void>(int)> nested = [&](int depth) {  // each level keeps one connection
    return database->read([&](Connection&) { return depth == 0 ? Result<void>() : nested(depth - 1); });
  };
  EXPECT_EQ(reason_of(nested(3)), "none");
  EXPECT_EQ(reason_of(nested(4)), "postgres_busy");
}

TEST_F(PostgresDatabaseTest, AServerThatRestartedIsNoticedByNobody) {
  RecordProperty("covers", "F-09");
  const auto database = opened();
  ASSERT_TRUE(insert(*database, 1, "one"));
  server().stop();
  server().run();
  EXPECT_EQ(reason_of(insert(*database, 2, "two")), "none") << "the idle connection is dead, but nothing was lost";
  server().stop();
  server().run();
  EXPECT_EQ(count(*database), 2);
}

TEST_F(PostgresDatabaseTest, AServerThatIsGoneIsUnavailableAtOnce) {
  RecordProperty("covers", "F-09");
  const auto database = opened();
  server().stop();
  EXPECT_EQ(reason_of(insert(*database, 1, "one")), "postgres_connection");
  EXPECT_EQ(reason_of(count(*database)), "postgres_connection");
  EXPECT_EQ(reason_of(open()), "postgres_connection");
  server().run();
}

TEST_F(PostgresDatabaseTest, TablesOfANewerVersionAreRefusedUnlessTheyLetThisOneIn) {
  RecordProperty("covers", "F-30");
  PostgresSchema friendly = kNotes;
  friendly.steps.push_back({.sql = "ALTER TABLE note ADD COLUMN colour BYTEA", .oldest = 1});
  ASSERT_TRUE(insert(*opened(friendly), 1, "one"));
  EXPECT_EQ(count(*opened(kNotes)), 1) << "an older node runs beside a newer one";
  PostgresSchema strict = friendly;
  strict.steps.push_back({.sql = "ALTER TABLE note ADD COLUMN size BIGINT", .oldest = 3});
  ASSERT_EQ(count(*opened(strict)), 1);
  EXPECT_EQ(reason_of(open(kNotes)), "postgres_version");
  EXPECT_EQ(reason_of(open(friendly)), "postgres_version");
  EXPECT_EQ(count(*opened(strict)), 1);
}

TEST_F(PostgresDatabaseTest, NodesThatStartTogetherMakeTheTablesOnce) {
  contract::race([&](std::size_t) { EXPECT_EQ(reason_of(open()), "none"); });
  EXPECT_EQ(count(*opened()), 0);
}

TEST_F(PostgresDatabaseTest, AFailedStepLeavesTheTablesAsTheyWere) {
  ASSERT_TRUE(insert(*opened(), 1, "one"));
  PostgresSchema newer = kNotes;
  newer.steps.push_back({.sql = "CREATE TABLE other (id BIGINT); CREATE TABLE note (id BIGINT)"});
  EXPECT_FALSE(open(newer));
  EXPECT_EQ(count(*opened()), 1);
}

TEST_F(PostgresDatabaseTest, TablesOfAnotherKindAndNoTablesAreRefused) {
  EXPECT_EQ(reason_of(open(kNotes, {}, Outdated::refuse)), "store_missing");
  ASSERT_TRUE(open());
  EXPECT_EQ(reason_of(open(PostgresSchema{8, kNotes.steps})), "postgres_kind");
  EXPECT_EQ(reason_of(open(kNotes, {}, Outdated::refuse)), "none");
}

TEST_F(PostgresDatabaseTest, WrongPlacesAreToldApart) {
  struct Wrong {
    std::string url;
    std::string_view reason;
  };
  server().tell("DROP DATABASE IF EXISTS latin");  // of an earlier run of this test
  server().tell("DROP ROLE IF EXISTS powerless");
  server().tell("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
  server().tell("CREATE ROLE powerless LOGIN");
  const std::string folder = url_.substr(url_.find("?host=") + 6, url_.find('&') - url_.find("?host=") - 6);
  for (const auto& [url, reason] : {
           Wrong{"postgresql://sallyport@/nowhere?host=" + folder, "postgres_database"},
           Wrong{"postgresql://nobody@/postgres?host=" + folder, "postgres_login"},
           Wrong{"postgresql://sallyport@/postgres?host=" + folder + "/x", "postgres_connection"},
           Wrong{"postgresql://sallyport@/latin?host=" + folder, "postgres_encoding"},
           Wrong{"postgresql://powerless@/postgres?host=" + folder, "postgres_permission"},
           Wrong{"postgresql:///postgres?service=nowhere", "postgres_service"},
       })
    EXPECT_EQ(reason_of(open(kNotes, url)), reason) << url;
}

TEST_F(PostgresDatabaseTest, APasswordIsAskedForBeforeEachConnection) {
  int asked = 0;
  password_ = [&]() -> Result<Secret> {
    ++asked;
    return Secret("not needed here");
  };
  const auto database = opened();
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(count(*database), 0);
  EXPECT_EQ(asked, 1) << "the connection is there";
  server().stop();
  server().run();
  EXPECT_EQ(reason_of(count(*database)), "none");
  EXPECT_EQ(asked, 2) << "it may have been changed meanwhile";
}

TEST_F(PostgresDatabaseTest, WithoutAPasswordThatCanBeReadThereIsNoConnection) {
  password_ = []() -> Result<Secret> { return failure(Kind::unavailable, "postgres_password_file"); };
  EXPECT_EQ(reason_of(open()), "postgres_password_file");
}

TEST_F(PostgresDatabaseTest, ANodeHasNoMoreConnectionsThanItMay) {
  const auto database =
      opened(PostgresSchema{7, kNotes.steps, "SELECT NULL::bigint, NULL::bytea, ?1::bigint, 0::bigint WHERE ?2 <> ''"});
  ASSERT_EQ(reason_of(database->changes_elsewhere({})), "none");
  std::function<Result<std::int64_t>(int)> nested = [&](int depth) {  // each level keeps one connection
    return database->read([&](Connection& connection) -> Result<std::int64_t> {
      if (depth > 0) return nested(depth - 1);
      return number(
          connection,
          "SELECT count(*) FROM pg_stat_activity WHERE application_name = current_setting('application_name')");
    });
  };
  EXPECT_EQ(nested(3), 5);
}

TEST_F(PostgresDatabaseTest, CommittedMeansOnTheDiskWhateverTheServersDefault) {
  server().tell("ALTER ROLE sallyport SET synchronous_commit = off");
  const auto database = opened();
  const auto level = database->read([](Connection& connection) {
    return number(connection, "SELECT (current_setting('synchronous_commit') = 'on')::int");
  });
  server().tell("ALTER ROLE sallyport RESET synchronous_commit");
  EXPECT_EQ(level, 1);
}

class SettableClock final : public Clock {
 public:
  UnixTime now() const override { return true_.now() + set_by.load(); }
  Monotonic monotonic() const override { return true_.monotonic(); }
  std::atomic<Seconds> set_by{Seconds(0)};

 private:
  SystemClock true_;
};

TEST_F(PostgresDatabaseTest, AClockThatIsSetIsComparedBeforeTheNextUse) {
  RecordProperty("covers", "F-07");
  SettableClock clock;
  const PostgresOptions options{.place = parse_place(url_, std::chrono::seconds(5)).value(), .connections = 2};
  const auto database = PostgresDatabase::open(options, kNotes, Outdated::bring_up_to_date, random_, clock);
  ASSERT_TRUE(database) << reason_of(database);
  EXPECT_EQ((*database)->ahead(), Seconds(0));
  for (const int jump : {3600, -7200, 0}) {
    clock.set_by = Seconds(jump);
    EXPECT_LE(std::chrono::abs((*database)->ahead() + Seconds(jump)), ServerClock::kSame) << jump;
  }
}

}  // namespace
}  // namespace sallyport::stores
