#include "app/commands/command_line.h"

#include <gtest/gtest.h>

#include <sstream>

#include "app/run/version.h"

namespace sallyport::app {
namespace {

struct Ran {
  int exit_code = -1;
  std::string out;
  std::string err;
};

Ran run(const std::string& line) {
  std::istringstream words(line);
  std::vector<std::string> arguments;
  for (std::string word; words >> word;) arguments.push_back(word);
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Ran ran;
  ran.exit_code = run_command_line(arguments);
  ran.out = testing::internal::GetCapturedStdout();
  ran.err = testing::internal::GetCapturedStderr();
  return ran;
}

TEST(CommandLine, AMisspeltWordIsAnsweredWithTheNearestOne) {
  RecordProperty("covers", "B20");
  const std::pair<const char*, const char*> rows[] = {
      {"srve --config x.yaml", "`serve`"},          {"admin usr list", "`user`"},
      {"admin user disble ann", "`disable`"},       {"directory ap list", "`app`"},
      {"directory app crete --name x", "`create`"}, {"config chek x.yaml", "`check`"},
  };
  for (const auto& [line, nearest] : rows) {
    const Ran ran = run(line);
    EXPECT_EQ(ran.exit_code, 2) << line;
    EXPECT_NE(ran.err.find(std::string("Did you mean ") + nearest + "?"), std::string::npos) << line << ": " << ran.err;
    EXPECT_EQ(ran.out, "") << line;
  }
}

TEST(CommandLine, AMisspeltOptionIsAnsweredWithTheNearestOne) {
  RecordProperty("covers", "B20");
  const std::pair<const char*, const char*> rows[] = {
      {"admin session list --config x --usr ann", "`--user`"},
      {"directory --http-prt 1", "`--http-port`"},
      {"config check --strct x", "`--strict`"},
  };
  for (const auto& [line, nearest] : rows) {
    const Ran ran = run(line);
    EXPECT_EQ(ran.exit_code, 2) << line;
    EXPECT_NE(ran.err.find(std::string("Did you mean ") + nearest + "?"), std::string::npos) << line << ": " << ran.err;
  }
}

TEST(CommandLine, WhatIsNearNothingIsAnsweredWithWhatThereIs) {
  RecordProperty("covers", "B20");
  const Ran ran = run("xyzzy");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_EQ(ran.err.find("Did you mean"), std::string::npos);
  EXPECT_NE(ran.err.find("serve demo directory"), std::string::npos) << ran.err;
}

TEST(CommandLine, HelpIsUnderstoodAtEachLevelAndOnEitherSide) {
  RecordProperty("covers", "B20");
  const std::pair<const char*, const char*> rows[] = {
      {"help", "Subcommands"},      {"help serve", "--config"},         {"serve --help", "--config"},
      {"admin help", "recover"},    {"help admin user", "disable"},     {"admin help user", "disable"},
      {"directory help", "--seed"}, {"directory app help", "redirect"}, {"help directory app create", "--redirect-uri"},
  };
  for (const auto& [line, text] : rows) {
    const Ran ran = run(line);
    EXPECT_EQ(ran.exit_code, 0) << line << ": " << ran.err;
    EXPECT_NE(ran.out.find(text), std::string::npos) << line << ": " << ran.out;
  }
  EXPECT_EQ(run("help srve").exit_code, 2);
}

TEST(CommandLine, TheVersionIsToldAtEachLevel) {
  RecordProperty("covers", "B20");
  for (const char* const line : {"--version", "-V", "serve -V", "admin --version", "admin user list -V", "directory -V",
                                 "directory app create --version", "config check -V", "jwt -V", "ca show -V"}) {
    const Ran ran = run(line);
    EXPECT_EQ(ran.exit_code, 0) << line << ": " << ran.err;
    EXPECT_NE(ran.out.find(kVersion), std::string::npos) << line << ": " << ran.out;
  }
}

TEST(CommandLine, NothingAtAllIsUsage) {
  const Ran ran = run("");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_NE(ran.err.find("sallyport"), std::string::npos);
}

}  // namespace
}  // namespace sallyport::app
