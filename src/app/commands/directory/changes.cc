#include "app/commands/directory/changes.h"

#include <iostream>

#include "crypto/system_random.h"
#include "directory/model/signing_keys.h"

namespace sallyport::app {
namespace {

std::string print_lines(const json::Object& told) {
  std::string text;
  for (const json::Member& member : told) {
    const bool once = member.name == "secret" || member.name == "password" || member.name == "link";
    text += std::string(member.name) + ": " + *member.value.as_string() + (once ? "   (shown this once)\n" : "\n");
  }
  return text;
}

Command with_new_directory(const Command& added, const std::shared_ptr<stores::WhenMissing>& when_missing) {
  added.add_flag(
      "--new-directory", [when_missing] { *when_missing = stores::WhenMissing::make; },
      "Make the directory where --data-dir holds none: without the demo's people");
  return added;
}

}  // namespace

ExitCode complain_of_directory(const Error& error) {
  std::cerr << "sallyport directory: " << error.reason << (error.detail.empty() ? "" : ": " + error.detail) << '\n';
  return error.kind == Kind::unavailable || error.kind == Kind::internal ? ExitCode::failed : ExitCode::refused;
}

DirectoryChanges DirectoryChanges::group(const std::string& name, const std::string& meaning) const {
  return {parent_.add_group(name, meaning).fallthrough(), settings_};
}

Command DirectoryChanges::list(const std::string& name, const std::string& meaning, Listing work) const {
  return add(name, meaning, std::move(work), std::make_shared<stores::WhenMissing>(stores::WhenMissing::refuse));
}

Command DirectoryChanges::table(const std::string& name, const std::string& meaning, Table work) const {
  const auto as_json = std::make_shared<bool>(false);
  const auto print = [as_json, work = std::move(work)](DirectoryFile& file) -> Result<std::string> {
    SALLYPORT_TRY(auto listed, work(file));
    return *as_json ? json::print(std::move(listed.rows)) + "\n" : std::move(listed.lines);
  };
  const Command added = list(name, meaning, print);
  added.add_flag("--json", *as_json, "Print JSON");
  return added;
}

Command DirectoryChanges::add(const std::string& name, const std::string& meaning, Listing work,
                              std::shared_ptr<const stores::WhenMissing> when_missing) const {
  const auto run = [work = std::move(work), settings = settings_, when_missing] {
    auto file = open_directory_file(settings->data_dir, *when_missing);
    const Result<std::string> lines = file ? work(*file) : Failure(file.error());
    if (lines) std::cout << *lines;
    return lines ? ExitCode::done : complain_of_directory(lines.error());
  };
  return parent_.add_command(name, meaning).fallthrough().runs(run);
}

Command DirectoryChanges::change(const std::string& name, const std::string& meaning, Change work) const {
  return add_change(name, meaning, std::move(work), std::make_shared<stores::WhenMissing>(stores::WhenMissing::refuse));
}

Command DirectoryChanges::first_change(const std::string& name, const std::string& meaning, Change work) const {
  const auto when_missing = std::make_shared<stores::WhenMissing>(stores::WhenMissing::refuse);
  return with_new_directory(add_change(name, meaning, std::move(work), when_missing), when_missing);
}

Command DirectoryChanges::first_list(const std::string& name, const std::string& meaning, Listing work) const {
  const auto when_missing = std::make_shared<stores::WhenMissing>(stores::WhenMissing::refuse);
  return with_new_directory(add(name, meaning, std::move(work), when_missing), when_missing);
}

Command DirectoryChanges::add_change(const std::string& name, const std::string& meaning, Change work,
                                     std::shared_ptr<const stores::WhenMissing> when_missing) const {
  const auto as_json = std::make_shared<bool>(false);
  const auto print = [as_json, work = std::move(work)](DirectoryFile& file) -> Result<std::string> {
    SALLYPORT_TRY(const auto told, work(file));
    return *as_json ? json::print(told) + "\n" : print_lines(told);
  };
  const Command added = add(name, meaning, print, std::move(when_missing));
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
