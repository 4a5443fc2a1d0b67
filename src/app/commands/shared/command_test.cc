#include "app/commands/shared/command.h"

#include <gtest/gtest.h>

namespace sallyport::app {
namespace {

TEST(Command, RunsOnlyTheInnermostCommandThatIsNamed) {
  CommandTree tree("program", "A program");
  const Command outer = tree.root().add_command("outer", "Runs by itself");
  outer.runs([] { return ExitCode::refused; });
  outer.add_command("inner", "Runs below it").runs([] { return ExitCode::failed; });
  EXPECT_EQ(tree.run({"outer"}), ExitCode::refused);
  EXPECT_EQ(tree.run({"outer", "inner"}), ExitCode::failed);
}

TEST(Command, AUsageErrorNamesTheInnermostCommandAndTheWordsThatNobodyReads) {
  CommandTree tree("program", "A program");
  tree.root().add_group("group", "Holds one").add_command("inner", "Runs").runs([] { return ExitCode::done; });
  const auto ended = tree.run({"group", "inner", "--unknown"});
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().level.name(), "inner");
  EXPECT_EQ(ended.error().unread, std::vector<std::string>{"--unknown"});
  EXPECT_FALSE(ended.error().message.empty());
}

TEST(Command, AGroupNeedsOneOfItsCommands) {
  CommandTree tree("program", "A program");
  tree.root().add_group("group", "Holds one").add_command("inner", "Runs").runs([] { return ExitCode::done; });
  EXPECT_FALSE(tree.run({"group"}));
  EXPECT_FALSE(tree.run({}));
}

TEST(Option, ANumberMayBeEitherEndOfItsRangeAndNothingOutside) {
  int number = 5;
  CommandTree tree("program", "A program");
  const Command command = tree.root().add_command("command", "Takes a number");
  command.add_option("--number", number, "A number").in_range(1, 9);
  command.runs([] { return ExitCode::done; });
  for (const char* const inside : {"1", "9"}) EXPECT_TRUE(tree.run({"command", "--number", inside})) << inside;
  EXPECT_EQ(number, 9);
  for (const char* const outside : {"0", "10", "-1", "1.5", "nine", ""})
    EXPECT_FALSE(tree.run({"command", "--number", outside})) << outside;
}

TEST(Option, AValueMayBeOneOfThoseThatAreNamed) {
  std::string policy;
  CommandTree tree("program", "A program");
  const Command command = tree.root().add_command("command", "Takes a policy");
  command.add_option("--policy", policy, "A policy").one_of({"strict", "lax"});
  command.runs([] { return ExitCode::done; });
  EXPECT_TRUE(tree.run({"command", "--policy", "lax"}));
  EXPECT_EQ(policy, "lax");
  for (const char* const other : {"Lax", "la", "", "strict,lax"})
    EXPECT_FALSE(tree.run({"command", "--policy", other})) << other;
}

TEST(Option, OneThatNeedsAnotherIsRefusedWithoutIt) {
  std::string role;
  std::string app;
  CommandTree tree("program", "A program");
  const Command command = tree.root().add_command("command", "Takes two");
  command.add_option("--app", app, "An app");
  command.add_option("--role", role, "A role in it").needs("--app");
  command.runs([] { return ExitCode::done; });
  EXPECT_FALSE(tree.run({"command", "--role", "Admin"}));
  EXPECT_TRUE(tree.run({"command", "--app", "x", "--role", "Admin"}));
}

}  // namespace
}  // namespace sallyport::app
