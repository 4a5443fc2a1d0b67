// The scripts, run by the shells that are installed. Debian has bash everywhere; zsh and fish are tried where they are.
#include "app/commands/completion_script.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>

#include "app/commands/command_line.h"
#include "app/commands/completion_tables.h"

namespace sallyport::app {
namespace {

std::string script_of(const std::string& shell) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_command_line({"completion", shell}), 0);
  return testing::internal::GetCapturedStdout();
}

bool is_installed(const std::string& shell) {
  return std::filesystem::exists("/usr/bin/" + shell) || std::filesystem::exists("/bin/" + shell);
}

class ShellRun {
 public:
  explicit ShellRun(const std::string& shell)
      : shell_(shell), script_(testing::TempDir() + "complete_" + shell + "_" + std::to_string(::getpid())) {
    std::ofstream(script_) << script_of(shell);
  }
  ~ShellRun() { std::filesystem::remove(script_); }

  // The lines that the shell prints for these commands, after it has read the script, and for those before.
  std::set<std::string> lines(const std::string& commands, const std::string& before = {}) const {
    const std::string file = script_ + ".run";
    std::ofstream(file) << before << "source " << script_ << "\n" << commands << "\n";
    std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen((shell_ + " " + file + " 2>&1").c_str(), "r"), ::pclose);
    std::set<std::string> lines;
    std::string line;
    for (int c = 0; (c = std::fgetc(pipe.get())) != EOF;) {
      if (c != '\n')
        line += static_cast<char>(c);
      else
        lines.insert(std::exchange(line, {}));
    }
    std::filesystem::remove(file);
    return lines;
  }

  const std::string& script() const { return script_; }

 private:
  std::string shell_;
  std::string script_;
};

// What bash offers for the words, the last of which is being typed.
std::set<std::string> bash_offers(const ShellRun& bash, const std::vector<std::string>& words) {
  std::string line = "compopt() { :; }\nCOMP_WORDS=(sallyport";
  for (const std::string& word : words) line += " '" + word + "'";
  line += ")\nCOMP_CWORD=" + std::to_string(words.size()) + "\n_sallyport\nprintf '%s\\n' \"${COMPREPLY[@]}\"";
  return bash.lines(line);
}

using Offers = std::set<std::string>;

TEST(Completion, BashOffersCommandsOptionsAndValues) {
  const ShellRun bash("bash");
  EXPECT_EQ(bash_offers(bash, {"us"}), Offers{"user"});
  EXPECT_EQ(bash_offers(bash, {"user", "li"}), Offers{"list"});
  EXPECT_EQ(bash_offers(bash, {"user", "list", "--pre"}), Offers{"--prefix"});
  EXPECT_EQ(bash_offers(bash, {"user", "list", "--js"}), Offers{"--json"}) << "an option of the group";
  EXPECT_EQ(bash_offers(bash, {"team", "create", "X", "--type", "D"}), (Offers{"Department", "Division"}));
  EXPECT_EQ(bash_offers(bash, {"--nonsense", "user", "enab"}), Offers{"enable"});
  EXPECT_EQ(bash_offers(bash, {"user", "--config", "list", "sh"}), Offers{"show"}) << "a value is no command";
  EXPECT_EQ(bash_offers(bash, {"completion", "z"}), Offers{"zsh"});
  EXPECT_EQ(bash_offers(bash, {"user", "list", "--team", "x"}), Offers{""}) << "nothing is known of teams";
}

TEST(Completion, BashOffersFilesForAFile) {
  const ShellRun bash("bash");
  const std::string path = bash.script();
  EXPECT_EQ(bash_offers(bash, {"user", "list", "--config", path.substr(0, path.size() - 1)}).count(path), 1u);
  EXPECT_EQ(bash_offers(bash, {"config", "check", path.substr(0, path.size() - 1)}).count(path), 1u)
      << "a positional word";
}

TEST(Completion, ZshOffersCommandsOptionsAndValues) {
  if (!is_installed("zsh")) GTEST_SKIP() << "zsh is not installed";
  const ShellRun zsh("zsh");
  const std::string printing =
      "compadd() { print -l -- $@[2,-1]; }\n_describe() { print -l -- ${(P)2%%:*}; }\n"
      "_files() { print -- files $@; }\n_message() { print -- $@; }\ncompdef() { :; }\n";
  const auto offers = [&](const std::string& words, int current) {
    return zsh.lines("words=(sallyport " + words + ")\nCURRENT=" + std::to_string(current) + "\n_sallyport", printing);
  };
  EXPECT_EQ(offers("''", 2).count("user"), 1u);
  EXPECT_EQ(offers("user ''", 3).count("whoami"), 1u);
  EXPECT_EQ(offers("user list ''", 4).count("--prefix"), 1u);
  EXPECT_EQ(offers("user list ''", 4).count("--json"), 1u) << "an option of the group";
  EXPECT_EQ(offers("user list ''", 4).count("whoami"), 0u);
  EXPECT_EQ(offers("team create X --type ''", 6).count("Division"), 1u);
  EXPECT_EQ(offers("user --config list ''", 5).count("show"), 1u) << "a value is no command";
  EXPECT_EQ(offers("user list --config ''", 5), Offers{"files"});
  EXPECT_EQ(offers("user list --team ''", 5), Offers{"value"}) << "nothing is known of teams";
  EXPECT_EQ(offers("completion ''", 3).count("fish"), 1u);
}

TEST(Completion, FishOffersCommandsOptionsAndValues) {
  if (!is_installed("fish")) GTEST_SKIP() << "fish is not installed";
  const ShellRun fish("fish");
  // The lines are what fish offers, each with its meaning after a tabulator.
  const auto offers = [&](const std::string& words) {
    Offers names;
    for (const std::string& line : fish.lines("complete -C 'sallyport " + words + "'"))
      names.insert(line.substr(0, line.find('\t')));
    return names;
  };
  EXPECT_EQ(offers("us"), Offers{"user"});
  EXPECT_EQ(offers("user whoa"), Offers{"whoami"});
  EXPECT_EQ(offers("user list --pre"), Offers{"--prefix"});
  EXPECT_EQ(offers("user list --js"), Offers{"--json"}) << "an option of the group";
  EXPECT_EQ(offers("team create X --type D"), (Offers{"Department", "Division"}));
  EXPECT_EQ(offers("user --config list sh"), Offers{"show"}) << "a value is no command";
  EXPECT_EQ(offers("completion z"), Offers{"zsh"});
  const Offers both = fish.lines("complete -C 'sallyport user whoa'\ncomplete -C 'sallyport team hier'");
  EXPECT_EQ(both.size(), 2u) << "what was found for one line is not taken for the next";
}

TEST(Completion, ScriptsAreSmallEnoughToBeReadByEveryShellThatStarts) {
  for (const std::string shell : {"bash", "zsh", "fish"}) EXPECT_LT(script_of(shell).size(), 80'000u) << shell;
}

TEST(Completion, AnOptionThatAGroupGivesToItsCommandsStandsInTheTableOnce) {
  CommandTree tree("sallyport", "A program");
  const Command group = tree.root().add_group("group", "A group");
  const auto value = std::make_shared<std::string>();
  group.add_option("--letter", *value, "Of the group").one_of({"a", "b"});
  for (const char* const name : {"one", "two"}) group.add_command(name, "A command").fallthrough();
  const CompletionTables tables = completion_tables(tree.root());
  const auto is_letter = [](const OptionFacts& one) { return one.names.front() == "--letter"; };
  EXPECT_EQ(std::ranges::count_if(tables.options, is_letter), 1);
  EXPECT_EQ(tables.with_value, std::vector<std::string>{"--letter"});
  for (const CompletionNode& node : tables.nodes)
    if (node.path.starts_with("sallyport group ")) {
      EXPECT_TRUE(node.takes_those_above) << node.path;
      for (const std::size_t place : node.options) EXPECT_FALSE(is_letter(tables.options[place])) << node.path;
    }
}

TEST(Completion, EveryScriptNamesEveryCommand) {
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    const std::string script = script_of(shell);
    for (const std::string path : {"sallyport user list", "sallyport directory app create", "sallyport completion"})
      EXPECT_NE(script.find("'" + path + "'"), std::string::npos) << shell << ": " << path;
  }
}

TEST(Completion, OtherShellsAreUsage) {
  EXPECT_EQ(run_command_line({"completion", "powershell"}), 2);
  EXPECT_EQ(run_command_line({"completion"}), 2);
}

TEST(Completion, ATextCannotEndItsQuotation) {
  CommandTree tree("sallyport", "A program");
  tree.root().add_command("one", "It's `rm -rf ~` $(reboot) \\' \"x\"").runs([] { return ExitCode::done; });
  const std::string script = completion_script("zsh", tree.root());
  EXPECT_NE(script.find("'one:It’s `rm -rf ~` $(reboot) /’ \"x\"'"), std::string::npos) << script;
}

}  // namespace
}  // namespace sallyport::app
