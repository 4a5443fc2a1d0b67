#include "stores/sqlite/directory/directory_store.h"

#include "stores/contract/administrator_contract.h"
#include "stores/contract/directory_access_contract.h"
#include "stores/contract/directory_deleted_contract.h"
#include "stores/contract/directory_policy_contract.h"
#include "stores/contract/directory_store_contract.h"
#include "stores/contract/grant_store_contract.h"
#include "stores/contract/scratch_file.h"
#include "stores/sqlite/directory/grants.h"
#include "stores/sqlite/directory/schema.h"

namespace sallyport::stores::contract {
namespace {

struct Sqlite {
  auto directory() { return std::make_unique<SqliteDirectoryStore>(*database); }
  auto grants() { return std::make_unique<SqliteGrantStore>(*database); }
  auto sign_ins() { return std::make_unique<SqliteSignInStore>(*database); }
  auto keys() { return std::make_unique<SqliteKeyStore>(*database); }

  ScratchFile file;
  std::unique_ptr<SqliteFile> database = SqliteFile::open({.path = file.path()}, directory_schema()).value();
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, DirectoryStoreContract, Sqlite);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, DirectoryAccessContract, Sqlite);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, DirectoryDeletedContract, Sqlite);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, AdministratorContract, Sqlite);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, DirectoryPolicyContract, Sqlite);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, GrantStoreContract, Sqlite);

TEST(SqliteDirectory, IsThereAgainAfterItWasClosed) {
  Sqlite sqlite;
  ASSERT_TRUE(sqlite.directory()->add_app(app("c1")));
  ASSERT_TRUE(sqlite.grants()->add_code(code("d1")));
  sqlite.database.reset();
  sqlite.database = SqliteFile::open({.path = sqlite.file.path()}, directory_schema()).value();
  EXPECT_EQ(**sqlite.directory()->find_app(ClientId("c1")), app("c1"));
  EXPECT_EQ(**sqlite.grants()->find_code(oidc::op::TokenDigest("d1")), code("d1"));
}

// Two connections, as if a running directory and a command had the file open.
TEST(SqliteDirectory, ChangesThroughTwoConnectionsLoseNothing) {
  RecordProperty("covers", "A19");
  Sqlite sqlite;
  const auto other = SqliteFile::open({.path = sqlite.file.path()}, directory_schema()).value();
  SqliteDirectoryStore here(*sqlite.database);
  SqliteDirectoryStore there(*other);
  ASSERT_TRUE(here.add_tenant(tenant("t1", "a.example")));
  ASSERT_TRUE(here.add_user(user("u1", "alice@contoso.example")));
  ASSERT_TRUE(here.add_group(group("g1")));
  ASSERT_TRUE(here.add_app(app("c1")));
  std::atomic<int> next{0};
  const int done = race(kChanges, [&] {
    const int i = next++;
    return change_everything(i % 2 == 0 ? here : there, std::to_string(i));
  });
  EXPECT_EQ(done, kChanges);
  for (SqliteDirectoryStore* const store : {&here, &there}) {
    const auto changed = **store->find_app(ClientId("c1"));
    EXPECT_EQ(changed.secrets.size(), app("c1").secrets.size() + kChanges);
    EXPECT_EQ(changed.app_roles.size(), app("c1").app_roles.size() + kChanges);
    EXPECT_EQ((*store->find_group(entra::ObjectId("g1")))->description.size(),
              group("g1").description.size() + kChanges);
    EXPECT_EQ((*store->find_tenant("t1"))->domains.size(), 1U + kChanges);
  }
}

// What the store keeps in memory must be gone at once, whoever wrote.
class SqliteDirectoryKeeps : public ::testing::Test {
 protected:
  SqliteDirectoryKeeps() {
    EXPECT_TRUE(here.add_tenant(tenant(kHome.value, "a.example")));
    EXPECT_TRUE(here.add_app(app("c1")));
    EXPECT_TRUE(here.add_principal(principal("p1", "c1")));
  }
  std::string name_here() { return here.find_app(ClientId("c1"))->value().display_name; }
  Result<void> rename(SqliteDirectoryStore& store, std::string_view name) {
    return store.change_app(ClientId("c1"), [&](entra::AppRegistration& app) -> Result<void> {
      app.display_name = name;
      return {};
    });
  }
  bool is_enabled_here() { return here.find_principal_of(kHome, ClientId("c1"))->value().enabled; }

  Sqlite sqlite;
  std::unique_ptr<SqliteFile> other = SqliteFile::open({.path = sqlite.file.path()}, directory_schema()).value();
  SqliteDirectoryStore here{*sqlite.database};
  SqliteDirectoryStore there{*other};
};

TEST_F(SqliteDirectoryKeeps, NothingThatThisProcessOrAnotherHasChanged) {
  for (const std::string name : {"one", "two", "three"}) {
    ASSERT_TRUE(rename(here, name));
    EXPECT_EQ(name_here(), name);
    ASSERT_TRUE(rename(there, name + " there"));
    EXPECT_EQ(name_here(), name + " there");
  }
}

TEST_F(SqliteDirectoryKeeps, NoPrincipalThatWasDisabledElsewhere) {
  for (const bool enabled : {true, false, true, false}) {
    ASSERT_TRUE(there.change_principal(entra::ObjectId("p1"), [&](entra::ServicePrincipal& each) -> Result<void> {
      each.enabled = enabled;
      return {};
    }));
    EXPECT_EQ(is_enabled_here(), enabled);
  }
}

TEST_F(SqliteDirectoryKeeps, NoAbsenceOfWhatWasAddedSince) {
  ASSERT_FALSE(*here.find_app(ClientId("c2")));
  ASSERT_TRUE(there.add_app(app("c2")));
  EXPECT_TRUE(*here.find_app(ClientId("c2")));
  ASSERT_TRUE(there.remove_app(ClientId("c2")));
  EXPECT_FALSE(*here.find_app(ClientId("c2")));
}

TEST_F(SqliteDirectoryKeeps, NoAssignmentThatEnded) {
  const entra::ObjectId resource("p1");
  ASSERT_TRUE(here.add_user(user("u1", "alice@contoso.example")));
  ASSERT_TRUE(here.assignments_at(resource, entra::ObjectId("u1"))->empty());
  ASSERT_TRUE(there.add_assignment(assignment("a1", "u1", "p1", "r1")));
  ASSERT_EQ(here.assignments_at(resource, entra::ObjectId("u1"))->size(), 1U);
  ASSERT_TRUE(there.remove_user(entra::ObjectId("u1")));
  EXPECT_TRUE(here.assignments_at(resource, entra::ObjectId("u1"))->empty());
}

TEST_F(SqliteDirectoryKeeps, NothingThatARestoredCopyReplaces) {
  const auto copy = sqlite.database->copy().value();
  const std::string before = name_here();
  ASSERT_TRUE(rename(here, "later"));
  ASSERT_EQ(name_here(), "later");
  ASSERT_TRUE(sqlite.database->restore(*copy));
  EXPECT_EQ(name_here(), before);
}

TEST_F(SqliteDirectoryKeeps, WhatItFindsAmongMoreThanItHolds) {
  for (int i = 0; i < 600; ++i) EXPECT_FALSE(*here.find_app(ClientId("none-" + std::to_string(i))));
  EXPECT_EQ(name_here(), app("c1").display_name);
}

TEST(SqliteDirectory, ABodyThatIsNotOursIsUnavailable) {
  Sqlite sqlite;
  ASSERT_TRUE(sqlite.directory()->add_app(app("c1")));
  ASSERT_TRUE(
      sqlite.database->write([](Connection& c) { return c.run("UPDATE application SET body = '{\"client_id\":7}'"); }));
  EXPECT_EQ(reason_of(sqlite.directory()->find_app(ClientId("c1"))), "directory_store");
}

}  // namespace
}  // namespace sallyport::stores::contract
