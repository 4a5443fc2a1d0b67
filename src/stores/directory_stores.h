// The stores of the local stand-in for Entra ID, behind their ports. This is the only place that knows which database
// keeps them.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "entra/directory_store.h"
#include "entra/sign_in_log.h"
#include "oidc/op/grant_store.h"
#include "oidc/op/key_store.h"
#include "oidc/op/sign_in_store.h"
#include "stores/when_missing.h"

namespace sallyport::stores {

struct DirectoryStoreOptions {
  std::string data_dir;  // the folder that holds the database file
  WhenMissing when_missing = WhenMissing::make;
};

// Everything in a directory's store but its sign-in log, in memory, as it was at one moment.
struct DirectoryCopy;

// Owns the store of a directory and hands out its ports. Several processes may have the same store open. Every thread
// may use the ports. They live as long as this object.
class DirectoryStores {
 public:
  // Opens the file and brings its tables to the newest version. The folder must exist, even if the file does not.
  // Errors: rejected/"store_missing" (the detail names the path); unavailable/"store_version" (a newer Sallyport made
  // it), "store_kind" (another program made it), and the errors of stores/sqlite/engine/database.h.
  static Result<std::unique_ptr<DirectoryStores>> open(const DirectoryStoreOptions& options);

  ~DirectoryStores();
  DirectoryStores(const DirectoryStores&) = delete;
  DirectoryStores& operator=(const DirectoryStores&) = delete;

  entra::DirectoryStore& directory();  // tenants, users, groups and app registrations
  oidc::op::GrantStore& grants();
  oidc::op::SignInStore& sign_ins();
  oidc::op::KeyStore& keys();
  // Copies everything but the sign-in log, and puts a copy back in place of everything. Writes wait meanwhile. Errors:
  // those of stores/sqlite/engine/database.h.
  Result<std::shared_ptr<const DirectoryCopy>> copy();
  Result<void> restore(const DirectoryCopy& copy);

  entra::SignInLog& sign_in_log();  // in a file of its own beside the others

 private:
  struct Parts;
  explicit DirectoryStores(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace sallyport::stores
