#include "app/commands/api/word.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>

#include "base/reason_of.h"

namespace sallyport::app {
namespace {

constexpr std::array kTestWords{
    Word{.name = "which", .into = Into::path, .meaning = "Which", .required = true},
    Word{.name = "--name", .member = "name", .meaning = "Name", .also = "email"},
    Word{.name = "--role", .member = "scope.roles", .takes = Takes::texts, .meaning = "Roles"},
    Word{.name = "--joinable", .member = "isJoinable", .takes = Takes::yes_no, .meaning = "Joinable"},
    Word{.name = "--admin", .member = "isAdmin", .takes = Takes::flag, .meaning = "Admin"},
    Word{.name = "--deleted",
         .member = "include",
         .takes = Takes::flag,
         .into = Into::query,
         .meaning = "D",
         .value = "deleted"},
    Word{.name = "--bot", .member = "isBot", .takes = Takes::yes_no, .into = Into::query, .meaning = "Bots"},
    Word{.name = "--days", .member = "days", .meaning = "Days", .choices = "1 7"},
    Word{.name = "--tag", .member = "questions.0.tag", .meaning = "Tag"},
    Word{.name = "--file", .takes = Takes::file, .into = Into::whole, .meaning = "All"}};

class Words : public testing::Test {
 protected:
  bool read(std::vector<std::string> words) {
    tree_ = std::make_unique<CommandTree>("program", "A program");
    given_ = std::make_unique<GivenWords>(kTestWords);
    const Command command = tree_->root().add_command("do", "Does it");
    given_->add_to(command);
    command.runs([] { return ExitCode::done; });
    words.insert(words.begin(), "do");
    return tree_->run(std::move(words)).has_value();
  }
  std::string body() { return json::print(given_->body(json::Object{}).value()); }
  std::string file(const std::string& text) {
    const std::string path = testing::TempDir() + "words_" + std::to_string(::getpid()) + ".json";
    std::ofstream(path) << text;
    return path;
  }

  std::unique_ptr<CommandTree> tree_;
  std::unique_ptr<GivenWords> given_;
};

TEST_F(Words, EachSetsItsMember) {
  ASSERT_TRUE(
      read({"ann", "--name", "a@b", "--role", "R", "--role", "S", "--joinable", "no", "--admin", "--days", "7"}));
  EXPECT_EQ(body(),
            R"({"email":"a@b","name":"a@b","scope":{"roles":["R","S"]},"isJoinable":false,"isAdmin":true,"days":"7"})");
  EXPECT_EQ(given_->text("which"), "ann");
}

TEST_F(Words, WhatIsNotGivenSetsNothing) {
  ASSERT_TRUE(read({"ann"}));
  EXPECT_EQ(body(), "{}");
  EXPECT_TRUE(given_->query().fields().empty());
  EXPECT_FALSE(given_->has("--name"));
}

TEST_F(Words, AnOptionTakesOneValueSoThatThePositionalWordMayFollow) {
  ASSERT_TRUE(read({"--role", "R", "ann"}));
  EXPECT_EQ(given_->text("which"), "ann");
  EXPECT_EQ(body(), R"({"scope":{"roles":["R"]}})");
}

TEST_F(Words, AnEmptyTextIsAValue) {
  ASSERT_TRUE(read({"ann", "--name", ""}));
  EXPECT_EQ(body(), R"({"email":"","name":""})");
}

TEST_F(Words, ParametersGoIntoTheQuery) {
  ASSERT_TRUE(read({"ann", "--deleted", "--bot", "yes"}));
  EXPECT_EQ(given_->query().print(), "include=deleted&isBot=true");
  EXPECT_EQ(body(), "{}");
}

TEST_F(Words, AnEntryOfAListIsMade) {
  ASSERT_TRUE(read({"ann", "--tag", "x"}));
  EXPECT_EQ(body(), R"({"questions":[{"tag":"x"}]})");
}

TEST_F(Words, AFileIsTheWholeBodyAndOtherWordsCountMore) {
  ASSERT_TRUE(read({"ann", "--days", "1", "--file", file(R"({"days":"7","more":true})")}));
  EXPECT_EQ(body(), R"({"days":"1","more":true})");
}

TEST_F(Words, AFileThatIsNoneOrHoldsNoJsonIsRefused) {
  ASSERT_TRUE(read({"ann", "--file", "/nowhere/x.json"}));
  EXPECT_EQ(reason_of(given_->body(json::Object{})), "word_file");
  for (const std::string text : {"", "{", R"({"a":1,"a":2})"}) {
    ASSERT_TRUE(read({"ann", "--file", file(text)}));
    EXPECT_EQ(reason_of(given_->body(json::Object{})), "word_file") << text;
  }
}

TEST_F(Words, OneValueIsNotGivenTwice) {
  EXPECT_FALSE(read({"ann", "--name", "a", "--name", "b"}));
  EXPECT_FALSE(read({"ann", "bob"}));
}

TEST_F(Words, OthersThanTheChoicesAreUsage) {
  EXPECT_FALSE(read({"ann", "--days", "2"}));
  EXPECT_FALSE(read({"ann", "--joinable", "true"}));
  EXPECT_FALSE(read({}));
}

}  // namespace
}  // namespace sallyport::app
