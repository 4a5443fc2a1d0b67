#include "app/commands/directory_changes.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "crypto/system_random.h"
#include "directory/published.h"

namespace sallyport::app {
namespace {

constexpr int kDone = 0;
constexpr int kRefused = 1;
constexpr int kFailed = 3;

std::string print_lines(const json::Object& told) {
  std::string text;
  for (const json::Member& member : told) {
    const bool once = member.name == "secret" || member.name == "password";
    text += std::string(member.name) + ": " + *member.value.as_string() + (once ? "   (shown this once)\n" : "\n");
  }
  return text;
}

}  // namespace

int complain_of_directory(const Error& error) {
  std::cerr << "sallyport directory: " << error.reason << (error.detail.empty() ? "" : ": " + error.detail) << '\n';
  return error.kind == Kind::unavailable || error.kind == Kind::internal ? kFailed : kRefused;
}

DirectoryChanges DirectoryChanges::group(const std::string& name, const std::string& meaning) const {
  CLI::App* const added = parent_.add_subcommand(name, meaning);
  added->require_subcommand(1)->fallthrough();
  return {*added, settings_, exit_code_};
}

CLI::App& DirectoryChanges::list(const std::string& name, const std::string& meaning, Listing work) const {
  CLI::App* const added = parent_.add_subcommand(name, meaning);
  added->fallthrough()->callback([work = std::move(work), settings = settings_, &exit_code = exit_code_] {
    auto file = open_directory_file(settings->data_dir);
    const Result<std::string> lines = file ? work(*file) : Failure(file.error());
    if (lines) std::cout << *lines;
    exit_code = lines ? kDone : complain_of_directory(lines.error());
  });
  return *added;
}

CLI::App& DirectoryChanges::change(const std::string& name, const std::string& meaning, Change work) const {
  const auto as_json = std::make_shared<bool>(false);
  CLI::App& added = list(name, meaning, [as_json, work = std::move(work)](DirectoryFile& file) -> Result<std::string> {
    SALLYPORT_TRY(const auto told, work(file));
    return *as_json ? json::print(told) + "\n" : print_lines(told);
  });
  added.add_flag("--json", *as_json, "Print JSON");
  return added;
}

void add_key_commands(const DirectoryChanges& directory) {
  directory.group("keys", "Signing keys")
      .change("rotate", "Sign with the announced key; a running directory notices within seconds",
              [](DirectoryFile& file) -> Result<json::Object> {
                crypto::SystemRandom random;
                SALLYPORT_CHECK(directory::rotate_keys(*file.keys, SystemClock().now(), random));
                return json::Object{};
              });
}

}  // namespace sallyport::app
