#include "app/commands/api/answer_text.h"

#include <gtest/gtest.h>

#include "app/commands/api/api_client.h"

namespace sallyport::app {
namespace {

std::string cell(std::string_view member, std::string_view text) {
  return print_cell(member, json::parse(text).value());
}

TEST(AnswerText, ACellIsWhatAPersonWouldWrite) {
  EXPECT_EQ(cell("isAdmin", "true"), "yes");
  EXPECT_EQ(cell("email", "null"), "");
  EXPECT_EQ(cell("version", "0.2"), "0.2");
  EXPECT_EQ(cell("updatedAt", "1790000000000"), "2026-09-21T14:13:20Z");
  EXPECT_EQ(cell("roles", R"([{"id":"1","name":"A"},{"id":"2","name":"B"}])"), "A, B");
  EXPECT_EQ(cell("owners", R"([{"id":"1","type":"user"}])"), "1");
  EXPECT_EQ(cell("x", R"({"a":1})"), R"({"a":1})");
}

TEST(AnswerText, ARuleIsASentence) {
  EXPECT_EQ(cell("rules", R"j([{"name":"R","effect":"allow","operations":["ViewAll","EditAll"],"resources":["table"],)j"
                          R"j("condition":"isOwner()"}])j"),
            "R: allow ViewAll, EditAll on table if isOwner()");
  EXPECT_EQ(cell("decidedBy", R"({"effect":"deny","policy":"P","rule":"R","role":"Role","answer":"true"})"),
            "deny by rule R of policy P, role Role (true)");
}

TEST(AnswerText, LinesLeaveOutWhatIsEmptyAndWhatProgramsNeed) {
  const auto object = json::parse_object(R"({"name":"R","href":"https://x","description":"","policies":[],)"
                                         R"("displayName":"The role"})")
                          .value();
  EXPECT_EQ(print_lines(object), "name         R\ndisplayName  The role\n");
}

TEST(AnswerText, ATreeIsIndented) {
  const auto trees = json::parse(R"([{"name":"A","children":[{"name":"B","children":[]},{"name":"C"}]},{"name":"D"}])");
  EXPECT_EQ(print_tree(*trees.value().as_array()), "A\n  B\n  C\nD\n");
}

TEST(AnswerText, NothingThatATerminalObeysIsPrinted) {
  EXPECT_EQ(cell("displayName", R"("a\u001b[2Jb")"), "a?[2Jb");
  EXPECT_EQ(cell("displayName", R"("a\u009b2Jb\nc")"), "a?2Jb?c");
  EXPECT_EQ(for_terminal("\xff\xfe"), "??");
  EXPECT_EQ(for_terminal("Jürgen", 2), "J") << "cut between two characters";
}

}  // namespace
}  // namespace sallyport::app
