// What the commands share that change or list what a directory holds: each opens the file in its data folder, does its
// work, and prints what came of it. The directory may be running: it sees a change within seconds.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/directory_parts.h"
#include "base/json.h"

namespace CLI {
class App;
}

namespace sallyport::app {

// Says on standard error what went wrong; gives the exit code.
int complain_of_directory(const Error& error);

// One level of commands: "sallyport directory", or "sallyport directory app".
class DirectoryChanges {
 public:
  using Change = std::function<Result<json::Object>(DirectoryFile&)>;  // gives what was made: names and texts
  using Listing = std::function<Result<std::string>(DirectoryFile&)>;  // gives lines

  DirectoryChanges(CLI::App& parent, std::shared_ptr<const directory::Settings> settings, int& exit_code)
      : parent_(parent), settings_(std::move(settings)), exit_code_(exit_code) {}

  DirectoryChanges group(const std::string& name, const std::string& meaning) const;

  // Prints a line for each value, or with --json one object. What is named "secret" or "password" is shown this once.
  CLI::App& change(const std::string& name, const std::string& meaning, Change work) const;
  CLI::App& list(const std::string& name, const std::string& meaning, Listing work) const;

 private:
  CLI::App& parent_;
  std::shared_ptr<const directory::Settings> settings_;
  int& exit_code_;
};

void add_tenant_commands(const DirectoryChanges& directory);  // tenant create | list
void add_user_commands(const DirectoryChanges& directory);    // user add | list | enable | disable
void add_group_commands(const DirectoryChanges& directory);   // group create | list | member …
void add_app_commands(
    const DirectoryChanges& directory);  // app create | list | secret | certificate | role | assignment …
void add_key_commands(const DirectoryChanges& directory);  // keys rotate

}  // namespace sallyport::app
