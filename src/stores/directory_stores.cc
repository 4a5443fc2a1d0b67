#include "stores/directory_stores.h"

#include "stores/sqlite/directory/directory_store.h"
#include "stores/sqlite/directory/grants.h"
#include "stores/sqlite/directory/schema.h"

namespace sallyport::stores {
namespace {

constexpr std::string_view kFile = "/directory.db";

}  // namespace

struct DirectoryStores::Parts {
  explicit Parts(std::unique_ptr<Database> opened)
      : database(std::move(opened)), directory(*database), grants(*database), sign_ins(*database), keys(*database) {}

  const std::unique_ptr<Database> database;
  SqliteDirectoryStore directory;
  SqliteGrantStore grants;
  SqliteSignInStore sign_ins;
  SqliteKeyStore keys;
};

Result<std::unique_ptr<DirectoryStores>> DirectoryStores::open(const DirectoryStoreOptions& options) {
  const std::string path = options.data_dir + std::string(kFile);
  SALLYPORT_CHECK(check_presence(path, options.when_missing));
  SALLYPORT_TRY(auto database, Database::open({.path = path}, directory_schema()));
  return std::unique_ptr<DirectoryStores>(new DirectoryStores(std::make_unique<Parts>(std::move(database))));
}

DirectoryStores::DirectoryStores(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
DirectoryStores::~DirectoryStores() = default;

entra::DirectoryStore& DirectoryStores::directory() {
  return parts_->directory;
}

oidc::op::GrantStore& DirectoryStores::grants() {
  return parts_->grants;
}

oidc::op::SignInStore& DirectoryStores::sign_ins() {
  return parts_->sign_ins;
}

oidc::op::KeyStore& DirectoryStores::keys() {
  return parts_->keys;
}

}  // namespace sallyport::stores
