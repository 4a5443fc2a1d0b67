#include "stores/sqlite/engine/database.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <thread>

#include "stores/sqlite/engine/notes_fixture.h"

namespace sallyport::stores {
namespace {

TEST_F(DatabaseTest, WhatWasWrittenIsReadAfterReopening) {
  ASSERT_TRUE(insert(*opened(), 1, "one"));
  EXPECT_EQ(count(*opened()), 1);
}

TEST_F(DatabaseTest, ACopyPutsBackWhatWasThere) {
  const auto database = opened();
  ASSERT_TRUE(insert(*database, 1, "one"));
  const auto copy = database->copy();
  ASSERT_TRUE(copy) << copy.error().detail;
  for (std::int64_t id = 2; id < 500; ++id) ASSERT_TRUE(insert(*database, id, std::string(200, 'x')));
  ASSERT_TRUE(database->restore(**copy));
  EXPECT_EQ(count(*database), 1);
  ASSERT_TRUE(insert(*database, 2, "another two"));  // statements that were compiled before go on
  ASSERT_TRUE(database->restore(**copy));            // a copy is good more than once
  EXPECT_EQ(count(*database), 1);
  EXPECT_TRUE(database->check_integrity());
}

TEST_F(DatabaseTest, WhatACopyPutBackIsOnTheDisk) {
  {
    const auto database = opened();
    ASSERT_TRUE(insert(*database, 1, "one"));
    const auto copy = database->copy();
    ASSERT_TRUE(insert(*database, 2, "two"));
    ASSERT_TRUE(database->restore(**copy));
  }
  EXPECT_EQ(count(*opened()), 1);
}

TEST_F(DatabaseTest, ACopyIsTakenWhileOthersWrite) {
  const auto database = opened();
  std::atomic<bool> stop{false};
  std::atomic<std::int64_t> written{0};
  std::thread writer([&] {
    while (!stop)
      if (insert(*database, ++written, "x")) continue;
  });
  for (int i = 0; i < 20; ++i) {
    const auto copy = database->copy();
    EXPECT_TRUE(copy);
  }
  stop = true;
  writer.join();
  EXPECT_EQ(count(*database), written.load());
}

TEST_F(DatabaseTest, NewFileAndItsLogAreForTheOwnerAlone) {
  const auto old_mask = ::umask(0);
  const auto database = opened();
  ::umask(old_mask);
  ASSERT_TRUE(insert(*database, 1, "one"));
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat found{};
    ASSERT_EQ(::stat((file_.path() + suffix).c_str(), &found), 0) << suffix;
    EXPECT_EQ(found.st_mode & 0777, 0600U) << suffix;
  }
}

TEST_F(DatabaseTest, CommittedMeansOnTheDisk) {
  const auto database = opened();
  const auto level = database->write([](Connection& connection) -> Result<std::int64_t> {
    std::int64_t found = -1;
    SALLYPORT_CHECK(connection.query("PRAGMA synchronous", {}, [&](const Row& row) -> Result<void> {
      SALLYPORT_TRY(found, row.integer(0));
      return {};
    }));
    return found;
  });
  EXPECT_EQ(level, 2);  // FULL
}

TEST_F(DatabaseTest, EveryKindOfValueComesBackAsItWas) {
  const auto database = opened(Schema{7, {"CREATE TABLE thing (number INTEGER, words TEXT, bytes BLOB, absent TEXT)"}});
  const std::string words(
      "Gr\xc3\xbc\xc3\x9f\x00"
      "e \xf0\x9f\x9a\xaa",
      12);
  const std::string bytes("\x00\xff\x80\x00", 4);
  const auto stored = database->write([&](Connection& connection) -> Result<void> {
    SALLYPORT_CHECK(connection.run("INSERT INTO thing VALUES (?1, ?2, ?3, ?4)",
                                   {std::int64_t{INT64_MIN}, words, Blob{bytes}, nullptr}));
    SALLYPORT_CHECK(
        connection.run("INSERT INTO thing VALUES (?1, ?2, ?3, ?4)", {0, std::string_view(), Blob{}, nullptr}));
    return connection.query("SELECT * FROM thing ORDER BY number", {}, [&](const Row& row) -> Result<void> {
      SALLYPORT_TRY(const auto number, row.integer(0));
      const bool first = number == INT64_MIN;
      EXPECT_EQ(row.text(1), first ? words : "");
      EXPECT_EQ(row.blob(2), first ? bytes : "");
      EXPECT_TRUE(row.is_null(3));
      return {};
    });
  });
  EXPECT_TRUE(stored) << reason_of(stored);
}

TEST_F(DatabaseTest, ColumnOfAnotherTypeIsAFailureAndNotAConversion) {
  const auto database = opened();
  ASSERT_TRUE(insert(*database, 1, "12"));
  const auto read = database->read([](Connection& connection) {
    return connection.query("SELECT body, id, NULL FROM note", {}, [](const Row& row) -> Result<void> {
      EXPECT_EQ(reason_of(row.integer(0)), "sql_value");
      EXPECT_EQ(reason_of(row.blob(0)), "sql_value");
      EXPECT_EQ(reason_of(row.text(1)), "sql_value");
      EXPECT_EQ(reason_of(row.text(2)), "sql_value");
      EXPECT_EQ(row.flag(1), true);
      return {};
    });
  });
  EXPECT_TRUE(read);
}

TEST_F(DatabaseTest, FailedTaskLeavesNothingBehind) {
  const auto database = opened();
  const auto written = database->write([](Connection& connection) -> Result<void> {
    SALLYPORT_CHECK(connection.run("INSERT INTO note VALUES (1, 'one')"));
    return failure(Kind::rejected, "second_thoughts");
  });
  EXPECT_EQ(reason_of(written), "second_thoughts");
  EXPECT_EQ(count(*database), 0);
}

TEST_F(DatabaseTest, ExceptionOfATaskIsAFailureAndUndoesIt) {
  const auto database = opened();
  const auto written = database->write([](Connection& connection) -> Result<void> {
    SALLYPORT_CHECK(connection.run("INSERT INTO note VALUES (1, 'one')"));
    throw std::bad_alloc();
  });
  EXPECT_EQ(reason_of(written), "sqlite_task");
  EXPECT_EQ(count(*database), 0);
}

TEST_F(DatabaseTest, AStatementAloneSeesWhatWasCommittedBefore) {
  const auto database = opened();
  const auto other = opened();
  for (std::int64_t id = 1; id < 4; ++id) {
    ASSERT_TRUE(insert(id % 2 == 0 ? *database : *other, id, "x"));
    EXPECT_EQ(count_alone(*database), id);
    EXPECT_EQ(count(*database), id);
  }
}

TEST_F(DatabaseTest, AStatementAloneThatThrowsHoldsNoOldViewOfTheFile) {
  const auto database = opened();
  EXPECT_EQ(reason_of(count_alone(*database, [] { throw std::bad_alloc(); })), "sqlite_task");
  ASSERT_TRUE(insert(*database, 1, "one"));
  EXPECT_EQ(count_alone(*database), 1);
}

TEST_F(DatabaseTest, SecondOfAKeyIsAConflict) {
  const auto database = opened();
  ASSERT_TRUE(insert(*database, 1, "one"));
  EXPECT_EQ(reason_of(insert(*database, 1, "again")), "sqlite_constraint");
}

TEST_F(DatabaseTest, ReaderCannotWrite) {
  const auto database = opened();
  const auto written = database->read([](Connection& connection) { return connection.run("DELETE FROM note"); });
  EXPECT_FALSE(written);
}

TEST_F(DatabaseTest, StatementThatDoesNotFitIsOurOwnMistake) {
  const auto database = opened();
  const auto run = [&](std::string_view sql, const Parameters& parameters) {
    return database->write([&](Connection& connection) { return connection.run(sql, parameters); });
  };
  EXPECT_EQ(reason_of(run("INSERT INTO nowhere VALUES (1)", {})), "sqlite_statement");
  EXPECT_EQ(reason_of(run("DELETE FROM note WHERE id = ?1", {})), "sqlite_statement");
  EXPECT_EQ(reason_of(run("DELETE FROM note; DELETE FROM note", {})), "sqlite_statement");
}

TEST_F(DatabaseTest, WritersOfAllThreadsGetTheirOwnOutcome) {
  const auto database = opened();
  std::vector<std::thread> writers;
  std::vector<int> succeeded(20, 0);
  for (std::size_t i = 0; i < succeeded.size(); ++i)
    writers.emplace_back([&, i] {
      // Two threads insert each key. One of them is refused, but not the other writes of its group.
      for (int round = 0; round < 10; ++round)
        succeeded[i] += insert(*database, static_cast<std::int64_t>(i / 2) * 10 + round, "x") ? 1 : 0;
    });
  for (auto& writer : writers) writer.join();
  for (std::size_t i = 0; i < succeeded.size(); i += 2) EXPECT_EQ(succeeded[i] + succeeded[i + 1], 10) << i;
  EXPECT_EQ(count(*database), 100);
}

TEST_F(DatabaseTest, FileOfANewerVersionIsRefusedAndNotTouched) {
  RecordProperty("covers", "F-30");
  Schema newer = kNotes;
  newer.steps.push_back("ALTER TABLE note ADD COLUMN colour TEXT");
  ASSERT_TRUE(insert(*opened(newer), 1, "one"));
  EXPECT_EQ(reason_of(open(kNotes)), "store_version");
  EXPECT_EQ(count(*opened(newer)), 1);
}

TEST_F(DatabaseTest, OlderFileIsBroughtUpToDateWithWhatItHolds) {
  ASSERT_TRUE(insert(*opened(kNotes), 1, "one"));
  Schema newer = kNotes;
  newer.steps.push_back("ALTER TABLE note ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'");
  EXPECT_EQ(count(*opened(newer)), 1);
  EXPECT_EQ(count(*opened(newer)), 1);
}

TEST_F(DatabaseTest, FailedUpgradeLeavesTheFileAsItWas) {
  ASSERT_TRUE(insert(*opened(kNotes), 1, "one"));
  Schema newer = kNotes;
  newer.steps.push_back("CREATE TABLE other (id INTEGER); CREATE TABLE note (id INTEGER)");  // the second table exists
  EXPECT_FALSE(open(newer));
  EXPECT_EQ(count(*opened(kNotes)), 1);
}

TEST_F(DatabaseTest, FileOfAnotherPurposeIsRefused) {
  ASSERT_TRUE(open(kNotes));
  EXPECT_EQ(reason_of(open(Schema{7, {}})), "store_kind");
}

TEST_F(DatabaseTest, FileThatIsNoDatabaseIsRefusedAsCorrupt) {
  file_.write(std::string(8192, 'x'));
  EXPECT_EQ(reason_of(open()), "sqlite_corrupt");
}

TEST_F(DatabaseTest, PlaceThatDoesNotExistIsUnavailable) {
  const auto result = SqliteFile::open({file_.path() + "/nowhere/x.db"}, kNotes);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::unavailable);
}

TEST_F(DatabaseTest, TheVersionOfAFileIsToldWithoutChangingIt) {
  EXPECT_EQ(SqliteFile::version_of(file_.path(), kNotes).value(), std::nullopt);
  ASSERT_EQ(opened(kNotes)->version().value(), 1);
  EXPECT_EQ(SqliteFile::version_of(file_.path(), kLogged).value(), 1);
  EXPECT_EQ(SqliteFile::version_of(file_.path(), kNotes).value(), 1) << "it was not brought up to date";
  EXPECT_EQ(reason_of(SqliteFile::version_of(file_.path(), Schema{7, {}})), "store_kind");
}

TEST_F(DatabaseTest, FullDiskKeepsWhatWasThere) {
  RecordProperty("covers", "F-11");
  const auto database = opened(kNotes, 8);
  ASSERT_TRUE(insert(*database, 1, "one"));
  EXPECT_EQ(reason_of(insert(*database, 2, std::string(100'000, 'x'))), "sqlite_full");
  EXPECT_EQ(count(*database), 1);
  EXPECT_TRUE(insert(*database, 3, "small enough"));
  EXPECT_TRUE(database->check_integrity());
}

TEST_F(DatabaseTest, IntegrityCheckFindsADamagedPage) {
  {
    const auto database = opened();
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(insert(*database, i, std::string(500, 'x')));
    EXPECT_TRUE(database->check_integrity());
  }
  file_.overwrite(3 * 4096, std::string(64, '\xff'));
  EXPECT_EQ(reason_of(opened()->check_integrity()), "sqlite_corrupt");
}

}  // namespace
}  // namespace sallyport::stores
