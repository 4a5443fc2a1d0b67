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

TEST(SqliteDirectory, ABodyThatIsNotOursIsUnavailable) {
  Sqlite sqlite;
  ASSERT_TRUE(sqlite.directory()->add_app(app("c1")));
  ASSERT_TRUE(
      sqlite.database->write([](Connection& c) { return c.run("UPDATE application SET body = '{\"client_id\":7}'"); }));
  EXPECT_EQ(reason_of(sqlite.directory()->find_app(ClientId("c1"))), "directory_store");
}

}  // namespace
}  // namespace sallyport::stores::contract
