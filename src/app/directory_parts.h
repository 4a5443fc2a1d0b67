// The directory's parts, joined: file, keys, authority, listeners. `sallyport directory` and `sallyport demo` run one.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "directory/seed.h"
#include "directory/settings.h"
#include "net/workers.h"
#include "oidc/op/key_store.h"
#include "stores/sqlite/database.h"

namespace sallyport::app {

// The file alone, for commands that change what a running directory sees within seconds.
struct DirectoryFile {
  std::unique_ptr<stores::Database> database;
  std::unique_ptr<entra::DirectoryStore> store;
  std::unique_ptr<oidc::op::KeyStore> keys;
};

// Errors: unavailable/"data_dir" and those of Database::open; rejected/"data_dir_missing" where none is named.
Result<DirectoryFile> open_directory_file(const std::string& data_dir);

class RunningDirectory {
 public:
  struct Parts;
  explicit RunningDirectory(std::unique_ptr<Parts> parts);
  ~RunningDirectory();

  int http_port() const;  // 0: no such listener
  int https_port() const;
  std::string http_origin() const;  // "http://localhost:8080"; empty: no such listener
  std::string https_origin() const;
  const std::string& ca_file() const;

  // What was made up while an empty directory was filled; absent where it had been filled before.
  const std::optional<directory::Planted>& planted() const;

  // A secret for the demo's web app, in place of the one before. Errors: those of renew_demo_secret.
  Result<Secret> renew_demo_secret();

  void stop();  // finishes what is under way; blocks

 private:
  std::unique_ptr<Parts> parts_;
};

// Opens or makes everything in settings.data_dir; fills an empty directory from the seed, or with the demo's where none
// is named; starts the listeners. All arguments outlive what is returned. Errors: rejected/"directory_address" (not
// loopback, and not told that this is meant), "data_dir_missing"; those of the seed, the file, the authority, and of
// listening.
Result<std::unique_ptr<RunningDirectory>> start_directory(const directory::Settings& settings, net::Workers& workers,
                                                          const Clock& clock, Random& random, Log& log);

}  // namespace sallyport::app
