#include "stores/directory_stores.h"

#include "stores/sqlite/directory/directory_store.h"
#include "stores/sqlite/directory/grants.h"
#include "stores/sqlite/directory/schema.h"
#include "stores/sqlite/directory/sign_in_log.h"

namespace sallyport::stores {
namespace {

constexpr std::string_view kFile = "/directory.db";
constexpr std::string_view kLogFile = "/sign_in_log.db";

}  // namespace

struct DirectoryStores::Parts {
  Parts(std::unique_ptr<SqliteFile> opened, std::unique_ptr<SqliteFile> opened_log)
      : database(std::move(opened)),
        log_database(std::move(opened_log)),
        directory(*database),
        grants(*database),
        sign_ins(*database),
        keys(*database),
        sign_in_log(*log_database) {}

  const std::unique_ptr<SqliteFile> database;
  const std::unique_ptr<SqliteFile> log_database;
  SqliteDirectoryStore directory;
  SqliteGrantStore grants;
  SqliteSignInStore sign_ins;
  SqliteKeyStore keys;
  SqliteSignInLog sign_in_log;
};

Result<std::unique_ptr<DirectoryStores>> DirectoryStores::open(const DirectoryStoreOptions& options) {
  const std::string path = options.data_dir + std::string(kFile);
  SALLYPORT_CHECK(check_presence(path, options.when_missing));
  SALLYPORT_TRY(auto database, SqliteFile::open({.path = path}, directory_schema()));
  SALLYPORT_TRY(auto log, SqliteFile::open({.path = options.data_dir + std::string(kLogFile)}, sign_in_log_schema()));
  return std::unique_ptr<DirectoryStores>(
      new DirectoryStores(std::make_unique<Parts>(std::move(database), std::move(log))));
}

struct DirectoryCopy {
  std::unique_ptr<DatabaseCopy> database;
};

Result<std::shared_ptr<const DirectoryCopy>> DirectoryStores::copy() {
  auto made = std::make_shared<DirectoryCopy>();
  SALLYPORT_TRY(made->database, parts_->database->copy());
  return std::shared_ptr<const DirectoryCopy>(std::move(made));
}

Result<void> DirectoryStores::restore(const DirectoryCopy& copy) {
  return parts_->database->restore(*copy.database);
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

entra::SignInLog& DirectoryStores::sign_in_log() {
  return parts_->sign_in_log;
}

}  // namespace sallyport::stores
