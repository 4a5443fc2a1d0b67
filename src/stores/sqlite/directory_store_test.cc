#include "stores/sqlite/directory_store.h"

#include "stores/contract/directory_contract.h"
#include "stores/sqlite/directory_grants.h"
#include "stores/sqlite/directory_schema.h"
#include "stores/sqlite/scratch_file.h"

namespace sallyport::stores::contract {
namespace {

struct Sqlite {
  auto directory() { return std::make_unique<SqliteDirectoryStore>(*database); }
  auto grants() { return std::make_unique<SqliteGrantStore>(*database); }
  auto sign_ins() { return std::make_unique<SqliteSignInStore>(*database); }
  auto keys() { return std::make_unique<SqliteKeyStore>(*database); }

  ScratchFile file;
  std::unique_ptr<Database> database = Database::open({.path = file.path()}, directory_schema()).value();
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, DirectoryStoreContract, Sqlite);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, GrantStoreContract, Sqlite);

TEST(SqliteDirectory, IsThereAgainAfterItWasClosed) {
  Sqlite sqlite;
  ASSERT_TRUE(sqlite.directory()->put_app(app("c1")));
  ASSERT_TRUE(sqlite.grants()->add_code(code("d1")));
  sqlite.database.reset();
  sqlite.database = Database::open({.path = sqlite.file.path()}, directory_schema()).value();
  EXPECT_EQ(**sqlite.directory()->find_app(ClientId("c1")), app("c1"));
  EXPECT_EQ(**sqlite.grants()->find_code(oidc::op::TokenDigest("d1")), code("d1"));
}

TEST(SqliteDirectory, ABodyThatIsNotOursIsUnavailable) {
  Sqlite sqlite;
  ASSERT_TRUE(sqlite.directory()->put_app(app("c1")));
  ASSERT_TRUE(sqlite.database->write([](Connection& c) { return c.run("UPDATE app SET body = '{\"client_id\":7}'"); }));
  EXPECT_EQ(reason_of(sqlite.directory()->find_app(ClientId("c1"))), "directory_store");
}

}  // namespace
}  // namespace sallyport::stores::contract
