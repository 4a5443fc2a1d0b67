#include "stores/gateway/session_store.h"

#include "stores/contract/session_store_contract.h"
#include "stores/gateway/row/session_row.h"
#include "stores/sqlite/gateway/gateway_file_fixture.h"

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

TEST_F(SqliteSessionStoreTest, DamagedRecordIsNotFoundAndReportedOnce) {
  for (const char* damage : {
           "UPDATE session SET provider = 'local'",                     // as if it were the local administrator's
           "UPDATE session SET claims = replace(claims, 'name', 'x')",  // a right that nobody gave
           "UPDATE session SET amr = substr(amr, 1, 5)",                // cut short
           "UPDATE session SET acr = '3'",                              //
           "UPDATE session SET auth_time = auth_time + 1",              //
           "UPDATE session SET group_ids = ''",                         //
           "UPDATE session SET sealed_refresh_token = substr(sealed_refresh_token, 1, 100)",  // cut short
           "UPDATE session SET expires = expires + 1000000",                                  // would live longer
           "UPDATE session SET person = 'somebody else'",                                     //
           "UPDATE session SET claims = ''",                                                  // as in old versions
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

TEST_F(SqliteSessionStoreTest, APageIsEmptyOnlyAtTheEnd) {  // else sessions after damaged ones would never be listed
  for (char fill = 'a'; fill <= 'f'; ++fill) create(fill);
  const auto damage = [&](char fill) {
    return gateway_.tamper("UPDATE session SET acr = '3' WHERE digest = x'" + hex_encode(digest(fill).value) + "'");
  };
  for (const char fill : {'a', 'b', 'c', 'd', 'f'}) ASSERT_EQ(reason_of(damage(fill)), "none");
  const auto page = store()->list({}, 2, kNow).value();
  ASSERT_EQ(page.size(), 1U);
  EXPECT_EQ(page[0].digest, digest('e'));
  EXPECT_TRUE(store()->list(digest('e'), 2, kNow).value().empty());
  EXPECT_TRUE(store()->list({}, 0, kNow).value().empty());
  const auto of_person = store()->list_of(full_session('e').person, 1, kNow).value();
  ASSERT_EQ(of_person.size(), 1U);
  EXPECT_EQ(of_person[0].digest, digest('e'));
}

TEST_F(SqliteSessionStoreTest, DamagedRecordCannotBeRenewed) {
  create('a');
  const auto lease = store()->lease_renewal(digest('a'), kNow).value().value();
  ASSERT_TRUE(gateway_.tamper("UPDATE session SET expires = expires + 1"));
  EXPECT_EQ(reason_of(store()->renew(lease, full_session('a'))), "lease_lost");
}

TEST_F(SqliteSessionStoreTest, RecordUnderAnotherDigestIsNotFound) {  // else a copied row would give a session two ids
  create('a');
  ASSERT_TRUE(gateway_.tamper("UPDATE session SET digest = x'" + hex_encode(digest('b').value) + "'"));
  EXPECT_FALSE(is_found('b'));
}

// Damages the file one byte at a time, like a failing disk. A look-up may return the unchanged session, no session or
// an error, but never a changed session. It must not crash.
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
  // Damages the page's header with its pointers to rows, and the row with its own header.
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
      (*found)->last_seen = session.last_seen;  // not covered by the check, and cannot extend the session
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
  const auto other = SqliteFile::open({.path = gateway_.file().path()}, gateway_schema()).value();
  const auto held = other->write([&](Connection&) -> Result<void> {
    const auto created = store()->create(full_session('b'));
    EXPECT_EQ(reason_of(created), "session_store");
    EXPECT_EQ(created.error().kind, Kind::unavailable);
    EXPECT_EQ(reason_of(store()->end({.digest = digest('a')}, kNow)), "session_store");
    EXPECT_EQ(reason_of(store()->touch({digest('a')}, kNow)), "session_store");
    EXPECT_TRUE(is_found('a'));
    return {};
  });
  EXPECT_TRUE(held);
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
  ASSERT_TRUE(store()->end({.digest = digest(kept.back())}, kNow));  // makes room
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

TEST_F(SqliteSessionStoreTest, FileShowsNoIdAndNoTokenInTheClear) {  // the store gets no id, and only a sealed token
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
