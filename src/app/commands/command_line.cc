#include "app/commands/command_line.h"

#include <algorithm>
#include <iostream>
#include <optional>

#include "app/commands/api/api_commands.h"
#include "app/commands/commands.h"
#include "app/commands/directory/directory.h"
#include "app/commands/import/import_command.h"
#include "app/config/reading/spelling.h"
#include "app/config/reading/values.h"
#include "app/os/console.h"
#include "app/run/version.h"

namespace sallyport::app {
namespace {

std::optional<Command> find_command(Command level, const std::string& word) {
  const auto all = level.commands();
  const auto found = std::ranges::find(all, word, &Command::name);
  return found == all.end() ? std::nullopt : std::optional(*found);
}

std::vector<std::string> commands_of(Command level) {
  std::vector<std::string> names;
  for (const Command& command : level.commands()) names.push_back(command.name());
  return names;
}

std::vector<std::string> options_of(Command level) {
  std::vector<std::string> names;
  for (std::optional<Command> at = level; at; at = at->parent())
    for (std::string& name : at->long_options()) names.push_back(std::move(name));
  return names;
}

void add_version(Command level) {
  level.add_version_flag("-V,--version", std::string(kVersion));
  for (const Command& command : level.commands()) add_version(command);
}

std::string path_of(Command level) {
  const auto parent = level.parent();
  return (parent ? path_of(*parent) + " " : "") + level.name();
}

// The result of reading the words before the first option as commands.
struct Walk {
  Command level;           // the innermost command found
  std::size_t read = 0;    // how many words named a command
  std::string unexpected;  // the next word, if it should have named a command; may be "help"
};

Walk walk(Command program, const std::vector<std::string>& words) {
  Walk found{program, 0, {}};
  for (; found.read < words.size(); ++found.read) {
    const auto next = find_command(found.level, words[found.read]);
    if (!next) break;
    found.level = *next;
  }
  const bool takes_commands = !found.level.commands().empty();
  if (takes_commands && found.read < words.size() && !words[found.read].starts_with('-'))
    found.unexpected = words[found.read];
  return found;
}

std::string suggestion(const std::string& word, const std::vector<std::string>& candidates) {
  const std::string nearest = config::nearest(word, candidates);
  return nearest.empty() ? "" : " Did you mean `" + nearest + "`?";
}

ExitCode complain_of_command(const Walk& walk) {
  const auto known = commands_of(walk.level);
  std::cerr << path_of(walk.level) << ": there is no command `" << walk.unexpected << "`."
            << suggestion(walk.unexpected, known) << "\nCommands:";
  for (const std::string& name : known) std::cerr << ' ' << name;
  std::cerr << "\nMore: " << path_of(walk.level) << " help\n";
  return ExitCode::usage;
}

ExitCode complain_of_usage(const UsageError& error) {
  std::string hint;
  for (const std::string& word : error.unread)
    if (hint.empty() && word.starts_with("--"))
      hint = suggestion(word.substr(0, word.find('=')), options_of(error.level));
  const std::string path = path_of(error.level);
  std::cerr << path << ": " << error.message << hint << "\nMore: " << path << " --help\n";
  return ExitCode::usage;
}

void add_commands(Command program) {
  add_serve_command(program);
  add_demo_command(program);
  add_directory_command(program);
  add_config_command(program);
  add_health_command(program);
  add_jwt_command(program);
  add_ca_command(program);
  add_explain_command(program);
  add_api_commands(program);
  add_session_command(program);
  add_import_command(program);
  add_admin_command(program);
  add_key_command(program);
  add_store_command(program);
  add_audit_command(program);
  add_completion_command(program);
  add_version(program);
}

ExitCode run(const std::vector<std::string>& words) {
  CommandTree tree("sallyport", "Sallyport: single sign-on through Microsoft Entra ID in front of your applications.");
  add_commands(tree.root());
  const Walk found = walk(tree.root(), words);
  std::vector<std::string> asked = words;
  if (found.unexpected == "help") {  // "help admin" and "admin help" ask what "admin --help" asks
    asked.erase(asked.begin() + static_cast<std::ptrdiff_t>(found.read));
    asked.emplace_back("--help");
    if (const Walk after = walk(tree.root(), asked); !after.unexpected.empty()) return complain_of_command(after);
  } else if (!found.unexpected.empty()) {
    return complain_of_command(found);
  }
  const auto ended = tree.run(std::move(asked));
  if (!ended) return complain_of_usage(ended.error());
  const bool lost = *ended == ExitCode::done && !said_all();
  if (lost) complain("sallyport: standard output did not take the whole answer\n");
  return lost ? ExitCode::failed : *ended;
}

}  // namespace

int run_command_line(const std::vector<std::string>& words) {
  return static_cast<int>(run(words));
}

}  // namespace sallyport::app
