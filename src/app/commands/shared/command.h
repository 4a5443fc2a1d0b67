// The commands of a command line with their options, and the exit codes. This is our face of CLI11: command.cc alone
// includes that library, which takes long to compile.
//
// A CommandTree is built once, from the program's own name down to the last option, and then runs one list of words:
//   CommandTree tree("greet", "Says hello.");
//   const auto name = std::make_shared<std::string>();
//   const Command hello = tree.root().add_command("hello", "To one person");
//   hello.add_option("who", *name, "Their name").required();
//   hello.runs([name] { say("Hello " + *name + "\n"); return ExitCode::done; });
//   const auto ended = tree.run({"hello", "Ann"});
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace sallyport::app {

// The exit codes of the process, the same for all commands.
enum class ExitCode {
  done = 0,     // the work is done, or what was checked is valid
  refused = 1,  // a rule refuses the work, or what was checked is invalid
  usage = 2,    // the words on the command line make no sense
  failed = 3,   // something that we depend on failed
};

// An option, a flag, or a positional word. Copies refer to the same option and are valid as long as the CommandTree.
// Each function changes the option and returns it, so that calls can be chained.
class Option {
 public:
  explicit Option(CLI::Option& option) : option_(&option) {}

  // Refuses a command line without this option.
  Option required() const;

  // Sets the kind of value that the help shows, such as FILE. The default is TEXT or INT.
  Option type_name(const std::string& shown) const;

  // Shows a default in the help: the value that the variable holds now, or this text.
  Option show_default() const;
  Option show_default(const std::string& text) const;

  // Refuses a number below `least` or above `most`.
  Option in_range(int least, int most) const;

  // Refuses a value that is none of these.
  Option one_of(const std::vector<std::string>& values) const;

  // Refuses a path that does not lead to a file. A directory does not count as one.
  Option existing_file() const;

  // Takes one value each time that it is named, so that the next word is no further value. For an option with a list.
  Option one_at_a_time() const;

  // Takes one value, also where the variable is a list. A command may have any number of such positional words, but
  // only one that takes several.
  Option one_value() const;

  // Refuses this option if the option `other` of the same command, such as "--app", is missing.
  Option needs(const std::string& other) const;

 private:
  CLI::Option* option_;
};

// What an option takes.
enum class OptionValue { none, any, file, folder, choice };

// An option, a flag or a positional word of a command, as a completion describes it.
struct OptionFacts {
  std::vector<std::string> names;  // "--config", "-h"; none: a positional word
  std::string meaning;
  OptionValue value = OptionValue::none;
  std::vector<std::string> choices;  // of OptionValue::choice
};

// A command or a group of commands. Copies refer to the same command and are valid as long as the CommandTree.
//
// A name with dashes, such as "--config", makes an option, which may appear anywhere. A name without them, such as
// "who", makes a positional word. The variables that options fill must live until run() returns, so commands keep them
// in a shared_ptr that their action captures.
class Command {
 public:
  using Action = std::function<ExitCode()>;

  Command(CLI::App& app, ExitCode& exit_code) : app_(&app), exit_code_(&exit_code) {}

  // Adds a command that can run by itself. It may have subcommands, of which a command line names at most one.
  Command add_command(const std::string& name, const std::string& meaning) const;

  // Adds a command that only groups subcommands. A command line must name one of them.
  Command add_group(const std::string& name, const std::string& meaning) const;

  // Sets the action that runs if a command line names this command but none of its subcommands.
  Command runs(Action action) const;

  // Passes the options and words that this command does not know to the command above it.
  Command fallthrough() const;

  // Adds text below the help of this command.
  Command footer(const std::string& text) const;

  // Adds an option that takes one value.
  Option add_option(const std::string& name, std::string& value, const std::string& meaning) const;
  Option add_option(const std::string& name, int& value, const std::string& meaning) const;

  // Adds an option that takes values up to the next option, and may be repeated.
  Option add_option(const std::string& name, std::vector<std::string>& values, const std::string& meaning) const;

  // Adds an option that passes its number to `take`. Without the option, `take` is not called.
  Option add_option(const std::string& name, std::function<void(int)> take, const std::string& meaning) const;

  // Adds a flag. If it is given, `value` becomes true, or `act` is called.
  Option add_flag(const std::string& name, bool& value, const std::string& meaning) const;
  Option add_flag(const std::string& name, std::function<void()> act, const std::string& meaning) const;

  // Adds a flag with names such as "-V,--version". It prints the version instead of running anything.
  void add_version_flag(const std::string& names, const std::string& version) const;

  // What the tree holds so far. The root has no parent. Options have their dashes, as in "--config".
  std::string name() const;
  std::optional<Command> parent() const;
  std::vector<Command> commands() const;
  std::vector<std::string> long_options() const;
  std::string meaning() const;
  bool falls_through() const;
  std::vector<OptionFacts> options() const;

 private:
  CLI::App* app_;
  ExitCode* exit_code_;
};

// Why words were refused before any command ran.
struct UsageError {
  Command level;                    // the innermost command that was read before the mistake
  std::string message;              // what is wrong, in one sentence
  std::vector<std::string> unread;  // the words that belong to no option and no command
};

// A program with all of its commands. The program itself is a group, and every level understands -h and --help. For one
// thread.
class CommandTree {
 public:
  CommandTree(const std::string& program, const std::string& meaning);
  ~CommandTree();
  CommandTree(const CommandTree&) = delete;
  CommandTree& operator=(const CommandTree&) = delete;

  Command root();

  // Reads the words, without the program's own name, and runs the command that they name. Help and the version go to
  // standard output and give ExitCode::done.
  tl::expected<ExitCode, UsageError> run(std::vector<std::string> words);

 private:
  std::unique_ptr<CLI::App> app_;
  ExitCode exit_code_ = ExitCode::done;
};

}  // namespace sallyport::app
