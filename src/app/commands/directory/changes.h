// What the commands that change or list a directory have in common. Each opens the database in the data folder, does
// its work and prints the result. A running directory notices a change within 5 seconds. A data folder without a
// directory database is refused, unless first_change() may create one.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "app/commands/shared/command.h"
#include "app/run/directory_parts.h"
#include "base/json.h"

namespace sallyport::app {

inline constexpr const char* kWhichTenant = "Tenant: GUID or domain; the first one where left out";  // for --tenant

// Prints the error on standard error. Returns ExitCode::failed if something that we depend on failed, or because of a
// mistake of our own, and ExitCode::refused for every other error.
ExitCode complain_of_directory(const Error& error);

// What a list holds: lines for people, and one object for each row, for programs.
struct Listed {
  std::string lines;
  json::Array rows;
};

// Adds commands to one level: "sallyport directory", or for example "sallyport directory app". The commands keep `work`
// and share the settings, so a DirectoryChanges may be destroyed before they run. If `work` fails, the command prints
// the error with complain_of_directory and returns its exit code. For one thread.
class DirectoryChanges {
 public:
  using Change = std::function<Result<json::Object>(DirectoryFile&)>;  // returns the names and values of what was made
  using Listing = std::function<Result<std::string>(DirectoryFile&)>;  // returns lines
  using Table = std::function<Result<Listed>(DirectoryFile&)>;

  DirectoryChanges(Command parent, std::shared_ptr<const directory::Settings> settings)
      : parent_(parent), settings_(std::move(settings)) {}

  // What the options of "sallyport directory" say, once the command line is read.
  const std::shared_ptr<const directory::Settings>& settings() const { return settings_; }

  // Adds a level of commands below this one.
  DirectoryChanges group(const std::string& name, const std::string& meaning) const;

  // change() adds a command that prints one line for each value or, with --json, one object. A value named "secret",
  // "password" or "link" is shown only this once. table() adds a command that prints lines or, with --json, an array.
  // list() adds one that prints lines alone.
  Command change(const std::string& name, const std::string& meaning, Change work) const;
  Command list(const std::string& name, const std::string& meaning, Listing work) const;
  Command table(const std::string& name, const std::string& meaning, Table work) const;

  // Like change() and list(), for what may be the very first command: with --new-directory it creates the directory if
  // there is none.
  Command first_change(const std::string& name, const std::string& meaning, Change work) const;
  Command first_list(const std::string& name, const std::string& meaning, Listing work) const;

 private:
  Command add(const std::string& name, const std::string& meaning, Listing work,
              std::shared_ptr<const stores::WhenMissing> when_missing) const;
  Command add_change(const std::string& name, const std::string& meaning, Change work,
                     std::shared_ptr<const stores::WhenMissing> when_missing) const;

  Command parent_;
  std::shared_ptr<const directory::Settings> settings_;
};

void add_tenant_commands(const DirectoryChanges& directory);     // tenant create | list
void add_user_commands(const DirectoryChanges& directory);       // user add | invite | list | directory-role | …
void add_user_change_commands(const DirectoryChanges& user);     // below "user": delete | reset-password | …
void add_group_commands(const DirectoryChanges& directory);      // group create | list | delete | member …
void add_app_commands(const DirectoryChanges& directory);        // app create | list | secret | certificate | …
void add_policy_commands(const DirectoryChanges& directory);     // policy create | list | state | remove | location …
void add_key_commands(const DirectoryChanges& directory);        // keys rotate
void add_transfer_commands(const DirectoryChanges& directory);   // export | import
void add_admin_link_command(const DirectoryChanges& directory);  // admin-link
void add_explain_commands(const DirectoryChanges& directory,
                          std::shared_ptr<const directory::Settings> settings);  // explain

}  // namespace sallyport::app
