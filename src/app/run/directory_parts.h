// Joins the directory's parts: file, keys, authority, listeners. `sallyport directory` and `sallyport demo` use it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "directory/call/settings.h"
#include "directory/model/seed.h"
#include "net/engine/workers.h"
#include "stores/directory_stores.h"

namespace sallyport::app {

// The database file, for commands. A running directory notices their changes within 5 seconds.
struct DirectoryFile {
  std::unique_ptr<stores::DirectoryStores> stores;
  entra::DirectoryStore* store = nullptr;  // owned by `stores`
  oidc::op::KeyStore* keys = nullptr;      // owned by `stores`
};

// Opens the file. A command that changes a directory passes WhenMissing::refuse, because in a wrong folder it would
// silently work on an empty directory. Errors: rejected/"data_dir_missing" if no folder is named;
// unavailable/"data_dir"; those of DirectoryStores::open.
Result<DirectoryFile> open_directory_file(const std::string& data_dir, stores::WhenMissing when_missing);

// The address of the directory that ran last with this data folder, such as "http://localhost:8080". If none ever ran,
// the address that the settings lead to.
std::string known_address(const directory::Settings& settings);

class RunningDirectory {
 public:
  struct Parts;
  explicit RunningDirectory(std::unique_ptr<Parts> parts);
  ~RunningDirectory();

  int http_port() const;  // 0 if there is no such listener
  int https_port() const;
  std::string http_origin() const;  // "http://localhost:8080"; empty if there is no such listener
  std::string https_origin() const;
  const std::string& ca_file() const;

  // What was generated while an empty directory was filled; absent if the directory was not empty.
  const std::optional<directory::Planted>& planted() const;

  // The address with which the first administrator is made. Absent if the home tenant had an enabled Global
  // Administrator at the start.
  const std::optional<std::string>& setup_link() const;

  // The control token, if it was made up at the start. Absent if control is off or its token is in a file.
  const std::optional<Secret>& control_token() const;

  // Gives the demo's web app a new secret in place of the old one, and returns it. Errors: those of renew_demo_secret.
  Result<Secret> renew_demo_secret();

  // Gives this person a new password in place of the old one, and returns it. Errors: rejected/"user_unknown"; those of
  // the store.
  Result<Secret> renew_password(std::string_view user_principal_name);

  void stop();  // finishes the running requests first; blocks

 private:
  std::unique_ptr<Parts> parts_;
};

// Opens or creates everything in settings.data_dir, and locks the folder against a second directory. Fills an empty
// directory from the seed or, if none is named, with the demo's people. Starts the listeners. All arguments must
// outlive the result.
// Errors: rejected/"directory_address" if the address is not loopback and settings.reachable_from_outside is false;
// rejected/"rehearsal_reachable" (`random` is predictable and the directory would be reachable from outside),
// "rehearsal_folder" (`random` is predictable and the folder is not empty, or it is not and the folder was made so);
// rejected/"control_token_file" (it cannot be read, others may read it, or it holds fewer than 16 characters);
// conflict/"folder_in_use"; unavailable/"listen" (the detail names the program that holds the port, if it can be
// found); those of open_directory_file, the seed and the authority.
Result<std::unique_ptr<RunningDirectory>> start_directory(const directory::Settings& settings, net::Workers& workers,
                                                          const Clock& clock, Random& random, Log& log);

}  // namespace sallyport::app
