#include "stores/sqlite/gateway/upgrade_4.h"

#include <gtest/gtest.h>

#include <map>

#include "base/random.h"
#include "stores/contract/fixture_0_1_0.h"
#include "stores/sql/row_check.h"
#include "stores/sqlite/gateway/gateway_file_fixture.h"

namespace sallyport::stores {
namespace {

constexpr UnixTime kNow{1'800'000'000};
constexpr session::SessionLimits kLimits{.idle = Seconds(1000), .absolute = Seconds(5000)};

session::SessionDigest digest(char fill) {
  return {std::string(32, fill)};
}

// A file of an earlier version, with rows as that version wrote them.
class Upgrade4 : public testing::Test {
 protected:
  void make_file(std::size_t version) {
    Schema old{gateway_schema().application_id, {}};
    for (std::size_t i = 0; i < version; ++i) old.steps.push_back(gateway_schema().steps[i]);
    file_ = SqliteFile::open({.path = scratch_.path()}, old).value();
  }

  void insert_session(char fill, std::string_view issuer, std::string_view token, bool sound = true) {
    const std::string bytes = digest(fill).value;
    Parameters values{Blob{bytes}, "person", issuer, "",   "subject", "",          "",   "ann", "Ann",
                      "",          "",       "[]",   "[]", 1,         Blob{token}, kNow, kNow,  kNow + Seconds(5000)};
    const std::string check = sound ? row_check(values) : std::string();
    values.emplace_back(Blob{check});
    values.emplace_back(kNow);
    const auto inserted = file_->write([&](Connection& connection) {
      return connection.run(
          "INSERT INTO session (digest, person, issuer, tenant, subject, sid, login_hint, username, display_name, "
          "email, "
          "preferred_username, roles, group_ids, admin, sealed_refresh_token, created, renew_after, expires, "
          "row_check, "
          "last_seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          values);
    });
    ASSERT_TRUE(inserted) << inserted.error().detail;
  }

  void insert_person(std::string_view id, std::string_view tenant, bool disabled, bool sound = true) {
    Parameters values{id, "https://idp.example", tenant, id, "Ann", "", "", "ann", 1, disabled, kNow, kNow};
    const std::string check = sound ? row_check(values) : std::string();
    values.emplace_back(Blob{check});
    const auto inserted = file_->write([&](Connection& connection) {
      return connection.run(
          "INSERT INTO person (id, issuer, tenant, subject, display_name, email, preferred_username, username, admin, "
          "disabled, created, last_sign_in, row_check) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          values);
    });
    ASSERT_TRUE(inserted) << inserted.error().detail;
  }

  void upgrade() {
    file_.reset();
    auto opened = SqliteFile::open({.path = scratch_.path()}, gateway_schema());
    ASSERT_TRUE(opened) << opened.error().detail;
    file_ = *std::move(opened);
  }

  std::optional<session::Session> found(char fill) {
    return SqlSessionStore(*file_, kLimits, random_, log_).find(digest(fill), kNow).value();
  }

  ScratchFile scratch_;
  ScriptedRandom random_;
  EventLog log_;
  std::unique_ptr<SqliteFile> file_;
};

TEST_F(Upgrade4, SessionsFromBeforeThereWereClaimsAreFoundWhereTheyCanBeRenewed) {
  make_file(1);
  insert_session('a', "https://idp.example", "sealed");
  insert_session('b', "https://idp.example", "");
  insert_session('c', "local", "");
  upgrade();
  ASSERT_TRUE(found('a'));
  EXPECT_EQ(found('a')->provider, "oidc");
  EXPECT_EQ(found('a')->sealed_refresh_token.reveal(), "sealed");
  EXPECT_FALSE(found('b')) << "nobody knows by which rules it was let in";
  ASSERT_TRUE(found('c'));
  EXPECT_EQ(found('c')->provider, "local");
}

TEST_F(Upgrade4, ADamagedSessionIsNotCarriedOver) {
  make_file(3);
  insert_session('a', "https://idp.example", "sealed", false);
  upgrade();
  EXPECT_FALSE(found('a'));
}

TEST_F(Upgrade4, PeopleKeepTheirIdentityAndTheirDisablingAndLoseAStoredPrivilege) {
  RecordProperty("covers", "A4");
  make_file(3);
  insert_person("ann", "tenant", false);
  insert_person("bob", "", true);
  upgrade();
  const auto people = SqlIdentityStore(*file_, random_, log_).list({}, 10).value();
  ASSERT_EQ(people.size(), 2U);
  EXPECT_EQ(people[0].identities.at(0).key.provider, "azure");
  EXPECT_TRUE(people[0].person.memberships.empty()) << "adminPrincipals decides at each look";
  EXPECT_EQ(people[1].identities.at(0).key.provider, "oidc");
  EXPECT_TRUE(people[1].person.disabled);
}

TEST_F(Upgrade4, ADamagedPersonStaysDamaged) {  // otherwise a disabled person would come back as a new one
  make_file(3);
  insert_person("ann", "tenant", true, false);
  upgrade();
  SqlIdentityStore people(*file_, random_, log_);
  const identity::IdentityKey key{"azure", Issuer("https://idp.example"), TenantId("tenant"), Subject("ann")};
  EXPECT_EQ(people.find(key).error().reason, "identity_store");
  EXPECT_FALSE(people.link_or_create({key, {}, ""}, identity::CreateMissing::yes, kNow));
}

}  // namespace
}  // namespace sallyport::stores
