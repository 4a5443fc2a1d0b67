#include "stores/sqlite/session_store.h"

#include <sqlite3.h>

#include "stores/contract/session_store_contract.h"
#include "stores/sqlite/gateway_file.h"
#include "stores/sqlite/session_row.h"

namespace sallyport::stores::contract::sessions {

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, SessionStoreContract, GatewayFile);

class SqliteSessionStoreTest : public testing::Test {
 protected:
  std::unique_ptr<session::SessionStore> store() { return gateway_.sessions(kLimits, random_); }
  void create(char fill) { ASSERT_EQ(reason_of(store()->create(full_session(fill))), "none"); }
  bool is_found(char fill) { return store()->find(digest(fill), kNow).value().has_value(); }

  ScriptedRandom random_;
  GatewayFile gateway_;
};

TEST_F(SqliteSessionStoreTest, EverythingSurvivesReopening) {
  create('a');
  create('b');
  ASSERT_TRUE(store()->end({.digest = digest('b')}, kNow));
  const auto lease = store()->lease_renewal(digest('a'), kNow).value().value();
  ASSERT_TRUE(gateway_.open());
  expect_same(**store()->find(digest('a'), kNow), full_session('a'));
  EXPECT_FALSE(is_found('b'));
  EXPECT_FALSE(store()->lease_renewal(digest('a'), kNow).value());
  EXPECT_TRUE(store()->renew(lease, full_session('a')));
}

// A file of the first version: what it had is found, but for sessions whose rights nobody could decide anew.
TEST_F(SqliteSessionStoreTest, SessionsOfBeforeThereWereClaimsAreFoundWhereTheyCanBeRenewed) {
  const ScratchFile file;
  auto renewable = full_session('a');
  auto unrenewable = full_session('b');
  auto local = full_session('c');
  for (Session* session : {&renewable, &unrenewable, &local}) session->claims.clear();
  for (Session* session : {&unrenewable, &local}) session->sealed_refresh_token = Secret();
  local.issuer = Issuer("local");
  {
    const auto old =
        Database::open({.path = file.path()}, {gateway_schema().application_id, {gateway_schema().steps[0]}});
    ASSERT_TRUE(old);
    const std::string columns(kSessionColumns.substr(0, kSessionColumns.rfind(',')));
    const std::string marks(kSessionMarks.substr(0, kSessionMarks.rfind(',')));
    for (const Session* session : {&renewable, &unrenewable, &local}) {
      const SessionRow row(*session);
      auto values = row.values();
      values.pop_back();
      ASSERT_TRUE((*old)->write([&](Connection& connection) {
        return connection.run("INSERT INTO session (" + columns + ") VALUES (" + marks + ")", values);
      }));
    }
  }
  EventLog log;
  const auto now = Database::open({.path = file.path()}, gateway_schema());
  ASSERT_TRUE(now);
  SqliteSessionStore store(**now, kLimits, random_, log);
  expect_same(store.find(digest('a'), kNow).value().value(), renewable);
  expect_same(store.find(digest('c'), kNow).value().value(), local);
  EXPECT_FALSE(store.find(digest('b'), kNow).value());
}

TEST_F(SqliteSessionStoreTest, DamagedRecordIsNotFoundAndReportedOnce) {
  for (const char* damage : {
           "UPDATE session SET admin = 1 - admin",            // a right that nobody gave
           "UPDATE session SET admin = 2",                    // no flag at all
           "UPDATE session SET roles = '[\"admins\"]'",       //
           "UPDATE session SET roles = substr(roles, 1, 5)",  // cut short
           "UPDATE session SET group_ids = ''",               //
           "UPDATE session SET sealed_refresh_token = substr(sealed_refresh_token, 1, 100)",  // cut short
           "UPDATE session SET expires = expires + 1000000",                                  // a longer life
           "UPDATE session SET person = 'somebody else'",                                     //
           "UPDATE session SET claims = ''",                                                  // as of before
           "UPDATE session SET row_check = x''",                                              //
       }) {
    GatewayFile gateway;
    const auto store = gateway.sessions(kLimits, random_);
    ASSERT_TRUE(store->create(full_session('a')));
    ASSERT_EQ(reason_of(gateway.tamper(damage)), "none") << damage;
    EXPECT_FALSE(store->find(digest('a'), kNow).value()) << damage;
    EXPECT_FALSE(store->find(digest('a'), kNow).value()) << damage;
    EXPECT_EQ(gateway.events(), std::vector<std::string>{"record_damaged session"}) << damage;
  }
}

TEST_F(SqliteSessionStoreTest, DamagedRecordCannotBeRenewed) {
  create('a');
  const auto lease = store()->lease_renewal(digest('a'), kNow).value().value();
  ASSERT_TRUE(gateway_.tamper("UPDATE session SET admin = 1 - admin"));
  EXPECT_EQ(reason_of(store()->renew(lease, full_session('a'))), "lease_lost");
}

TEST_F(SqliteSessionStoreTest,
       RecordUnderAnotherDigestIsNotFound) {  // else a copied row would be a second id for a session
  create('a');
  ASSERT_TRUE(gateway_.tamper("UPDATE session SET digest = x'" + hex_encode(digest('b').value) + "'"));
  EXPECT_FALSE(is_found('b'));
}

// A failing disk, one byte at a time: the session as it was, no session, or no answer. Never another session, never a
// crash.
TEST_F(SqliteSessionStoreTest, NoFlippedByteOfTheFileChangesWhatIsFound) {
  RecordProperty("covers", "F-29");
  auto session = full_session('a');
  session.preferred_username = "ann@corp";
  session.groups = {"one", "two"};
  session.sealed_refresh_token = Secret(std::string(200, 's'));
  ASSERT_TRUE(store()->create(session));
  gateway_.close();
  const auto sound = gateway_.file().read();
  const auto row = sound.find(session.display_name);
  ASSERT_NE(row, std::string::npos);
  const auto page = row / 4096 * 4096;
  int lost = 0;
  // The page's header and its pointers to rows, then the row itself with its own header.
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < 16; ++i) places.push_back(page + i);
  for (std::size_t i = row - 300; i < page + 4096; ++i) places.push_back(i);
  for (const auto place : places) {
    auto damaged = sound;
    damaged[place] = static_cast<char>(damaged[place] ^ (1 << place % 8));
    gateway_.file().write(damaged);
    if (!gateway_.open()) continue;
    auto found = store()->find(digest('a'), kNow);
    if (found && *found) {
      (*found)->last_seen = session.last_seen;  // stands outside the check: it cannot lengthen a life beyond `expires`
      expect_same(**found, session);
    } else {
      ++lost;
    }
    gateway_.close();
  }
  EXPECT_GT(lost, 300);  // the flips did hit the record
}

TEST_F(SqliteSessionStoreTest, FileCutShortGivesNoSessionAndNoCrash) {
  for (char fill = 'a'; fill <= 'z'; ++fill) create(fill);
  gateway_.close();
  const auto sound = gateway_.file().read();
  for (std::size_t length = 0; length < sound.size(); length += 4096 / 3) {
    gateway_.file().write(sound.substr(0, length));
    if (!gateway_.open()) continue;
    const auto found = store()->find(digest('z'), kNow);
    if (found && *found) expect_same(**found, full_session('z'));
    gateway_.close();
  }
}

TEST_F(SqliteSessionStoreTest, LockOfAnotherProcessIsUnavailableForWritesAndNotForReads) {
  RecordProperty("covers", "F-10");
  create('a');
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(gateway_.file().path().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr), SQLITE_OK);
  const auto created = store()->create(full_session('b'));
  EXPECT_EQ(reason_of(created), "session_store");
  EXPECT_EQ(created.error().kind, Kind::unavailable);
  EXPECT_EQ(reason_of(store()->end({.digest = digest('a')}, kNow)), "session_store");
  EXPECT_EQ(reason_of(store()->touch({digest('a')}, kNow)), "session_store");
  EXPECT_TRUE(is_found('a'));
  sqlite3_close(other);
  EXPECT_TRUE(store()->create(full_session('b')));
}

TEST_F(SqliteSessionStoreTest, FullDiskRefusesTheNewAndKeepsTheOld) {
  RecordProperty("covers", "F-11");
  create('a');
  ASSERT_TRUE(gateway_.open(40));
  std::vector<char> kept = {'a'};
  for (char fill = 'b'; fill <= 'z'; ++fill) {
    const auto created = store()->create(full_session(fill));
    if (created)
      kept.push_back(fill);
    else
      EXPECT_EQ(reason_of(created), "session_store");
  }
  EXPECT_LT(kept.size(), 26U);
  for (const char fill : kept) expect_same(**store()->find(digest(fill), kNow), full_session(fill));
  EXPECT_TRUE(gateway_.database().check_integrity());
  ASSERT_TRUE(store()->end({.digest = digest(kept.back())}, kNow));  // room again
  EXPECT_TRUE(store()->create(full_session('A')));
}

TEST_F(SqliteSessionStoreTest, ManyCreationsAtOnceAndAFullDiskKeepWhatWasAcknowledged) {
  ASSERT_TRUE(gateway_.open(60));
  const auto shared = store();
  std::array<bool, kRacers> acknowledged{};
  race([&](std::size_t i) { acknowledged[i] = shared->create(full_session(static_cast<char>('A' + i))).has_value(); });
  for (std::size_t i = 0; i < kRacers; ++i) EXPECT_TRUE(!acknowledged[i] || is_found(static_cast<char>('A' + i))) << i;
  EXPECT_TRUE(gateway_.database().check_integrity());
}

TEST_F(SqliteSessionStoreTest, FileShowsNoIdAndNoTokenInTheClear) {  // the id never comes here; the token comes sealed
  ScriptedRandom random;
  const auto id = session::make_session_id(random);
  auto session = full_session('a');
  session.digest = session::digest_of(id);
  ASSERT_TRUE(store()->create(session));
  ASSERT_TRUE(store()->find(session.digest, kNow).value());
  gateway_.close();
  EXPECT_EQ(gateway_.file().read().find(id.value), std::string::npos);
}

}  // namespace sallyport::stores::contract::sessions
