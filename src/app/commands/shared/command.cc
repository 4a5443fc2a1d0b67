#include "app/commands/shared/command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace sallyport::app {
namespace {

// The innermost command that was read.
CLI::App& innermost(CLI::App& app) {
  const auto read = app.get_subcommands();
  return read.empty() ? app : innermost(*read.back());
}

// CLI11 describes the values of one_of() in the name of the type: "TEXT:{strict,lax}".
std::vector<std::string> choices_of(const std::string& type) {
  const auto begin = type.find(":{");
  const auto end = type.rfind('}');
  std::vector<std::string> choices;
  if (begin == std::string::npos || end == std::string::npos) return choices;
  for (const std::string_view choice : split_words(std::string_view(type).substr(begin + 2, end - begin - 2), ','))
    choices.emplace_back(choice);
  return choices;
}

OptionValue value_kind(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  if (option.get_items_expected_max() == 0) return OptionValue::none;
  if (!choices_of(type).empty()) return OptionValue::choice;
  if (type.starts_with("FILE") || type.ends_with("FILE")) return OptionValue::file;
  if (type.starts_with("FOLDER") || type.ends_with("DIR")) return OptionValue::folder;
  return OptionValue::any;
}

}  // namespace

Option Option::required() const {
  option_->required();
  return *this;
}

Option Option::type_name(const std::string& shown) const {
  option_->type_name(shown);
  return *this;
}

Option Option::show_default() const {
  option_->capture_default_str();
  return *this;
}

Option Option::show_default(const std::string& text) const {
  option_->default_str(text);
  return *this;
}

Option Option::in_range(int least, int most) const {
  option_->check(CLI::Range(least, most));
  return *this;
}

Option Option::one_of(const std::vector<std::string>& values) const {
  option_->check(CLI::IsMember(values));
  return *this;
}

Option Option::existing_file() const {
  option_->check(CLI::ExistingFile);
  return *this;
}

Option Option::one_at_a_time() const {
  option_->allow_extra_args(false);
  return *this;
}

Option Option::one_value() const {
  option_->expected(1)->allow_extra_args(false);
  return *this;
}

Option Option::needs(const std::string& other) const {
  option_->needs(other);
  return *this;
}

Command Command::add_command(const std::string& name, const std::string& meaning) const {
  CLI::App* const added = app_->add_subcommand(name, meaning);
  added->require_subcommand(0, 1);
  return {*added, *exit_code_};
}

Command Command::add_group(const std::string& name, const std::string& meaning) const {
  CLI::App* const added = app_->add_subcommand(name, meaning);
  added->require_subcommand(1);
  return {*added, *exit_code_};
}

Command Command::runs(Action action) const {
  app_->callback([app = app_, exit_code = exit_code_, action = std::move(action)] {
    if (app->get_subcommands().empty()) *exit_code = action();
  });
  return *this;
}

Command Command::fallthrough() const {
  app_->fallthrough();
  return *this;
}

Command Command::footer(const std::string& text) const {
  app_->footer(text);
  return *this;
}

Option Command::add_option(const std::string& name, std::string& value, const std::string& meaning) const {
  return Option(*app_->add_option(name, value, meaning));
}

Option Command::add_option(const std::string& name, int& value, const std::string& meaning) const {
  return Option(*app_->add_option(name, value, meaning));
}

Option Command::add_option(const std::string& name, std::vector<std::string>& values,
                           const std::string& meaning) const {
  return Option(*app_->add_option(name, values, meaning));
}

Option Command::add_option(const std::string& name, std::function<void(int)> take, const std::string& meaning) const {
  return Option(*app_->add_option_function<int>(name, take, meaning));
}

Option Command::add_flag(const std::string& name, bool& value, const std::string& meaning) const {
  return Option(*app_->add_flag(name, value, meaning));
}

Option Command::add_flag(const std::string& name, std::function<void()> act, const std::string& meaning) const {
  return Option(*app_->add_flag_callback(name, std::move(act), meaning));
}

void Command::add_version_flag(const std::string& names, const std::string& version) const {
  app_->set_version_flag(names, version);
}

std::string Command::name() const {
  return app_->get_name();
}

std::optional<Command> Command::parent() const {
  CLI::App* const above = app_->get_parent();
  return above == nullptr ? std::nullopt : std::optional(Command(*above, *exit_code_));
}

std::vector<Command> Command::commands() const {
  std::vector<Command> all;
  for (CLI::App* const command : app_->get_subcommands([](const CLI::App*) { return true; }))
    all.emplace_back(*command, *exit_code_);
  return all;
}

std::vector<std::string> Command::long_options() const {
  std::vector<std::string> names;
  for (const CLI::Option* const option : app_->get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string Command::meaning() const {
  return app_->get_description();
}

bool Command::falls_through() const {
  return app_->get_fallthrough();
}

std::vector<OptionFacts> Command::options() const {
  std::vector<OptionFacts> all;
  for (const CLI::Option* const option : app_->get_options()) {
    OptionFacts facts{{}, option->get_description(), value_kind(*option), choices_of(option->get_type_name())};
    for (const std::string& name : option->get_lnames()) facts.names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) facts.names.push_back("-" + name);
    all.push_back(std::move(facts));
  }
  return all;
}

CommandTree::CommandTree(const std::string& program, const std::string& meaning)
    : app_(std::make_unique<CLI::App>(meaning, program)) {
  app_->require_subcommand(1);
}

CommandTree::~CommandTree() = default;

Command CommandTree::root() {
  return {*app_, exit_code_};
}

tl::expected<ExitCode, UsageError> CommandTree::run(std::vector<std::string> words) {
  exit_code_ = ExitCode::done;
  std::ranges::reverse(words);  // CLI11 reads from the end
  try {
    app_->parse(std::move(words));
  } catch (const CLI::Success& answer) {  // help and version
    app_->exit(answer);
  } catch (const CLI::ParseError& error) {
    return tl::unexpected(UsageError{Command(innermost(*app_), exit_code_), error.what(), app_->remaining(true)});
  }
  return exit_code_;
}

}  // namespace sallyport::app
