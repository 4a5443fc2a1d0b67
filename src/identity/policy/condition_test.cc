#include "identity/policy/condition.h"

#include <gtest/gtest.h>

namespace sallyport::identity {
namespace {

std::string repeat(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

// The shortest form of the condition, or its fault as "column reason".
std::string shortest(std::string_view text) {
  const auto condition = parse_condition(text);
  if (condition) return print_condition(*condition);
  EXPECT_TRUE(condition.error().message.starts_with("column " + std::to_string(condition.error().column) + ": "));
  return std::to_string(condition.error().column) + " " + std::string(condition.error().reason);
}

TEST(ConditionParser, CallsAndOperatorsAreRead) {
  EXPECT_EQ(shortest("noOwner()"), "noOwner()");
  EXPECT_EQ(shortest(" ! noOwner ( ) "), "!noOwner()");
  EXPECT_EQ(shortest("noOwner()||isOwner()"), "noOwner() || isOwner()");
  EXPECT_EQ(shortest("matchAllTags( 'PersonalData.Personal' ,\"Tier.Tier1\")"),
            "matchAllTags('PersonalData.Personal', 'Tier.Tier1')");
  EXPECT_EQ(shortest("matchAttribute('region', 'eu')"), "matchAttribute('region', 'eu')");
  EXPECT_EQ(shortest("inAnyTeam('Öl & Gas')"), "inAnyTeam('Öl & Gas')");
}

TEST(ConditionParser, AndBindsStrongerThanOr) {
  const auto condition = parse_condition("noOwner() || isOwner() && hasDomain()");
  ASSERT_TRUE(condition);
  EXPECT_EQ(condition->kind, Condition::Kind::disjunction);
  ASSERT_EQ(condition->operands.size(), 2u);
  EXPECT_EQ(condition->operands[1].kind, Condition::Kind::conjunction);
}

TEST(ConditionParser, NotBindsStrongest) {
  const auto condition = parse_condition("!noOwner() && isOwner()");
  ASSERT_TRUE(condition);
  EXPECT_EQ(condition->kind, Condition::Kind::conjunction);
  EXPECT_EQ(condition->operands[0].kind, Condition::Kind::negation);
}

TEST(ConditionParser, ParenthesesGroup) {
  EXPECT_EQ(shortest("((noOwner() || isOwner())) && !(hasDomain() && noDomain())"),
            "(noOwner() || isOwner()) && !(hasDomain() && noDomain())");
}

TEST(ConditionParser, ADoubledQuoteStandsForOne) {
  const auto condition = parse_condition("inAnyTeam('O''Brien', \"a\"\"b\", \"it's\")");
  ASSERT_TRUE(condition);
  EXPECT_EQ(condition->arguments, (std::vector<std::string>{"O'Brien", "a\"b", "it's"}));
}

TEST(ConditionParser, WhatItPrintsIsReadAgain) {
  for (const std::string_view text :
       {"noOwner()", "!noOwner()", "!!noOwner()", "(noOwner() || isOwner()) || hasDomain()", "inAnyTeam('O''Brien')",
        "noOwner() && (isOwner() || !(hasDomain() || noDomain()))"}) {
    const std::string once = shortest(text);
    EXPECT_EQ(shortest(once), once) << text;
  }
}

TEST(ConditionParser, AFaultNamesItsColumn) {
  EXPECT_EQ(shortest("noOwner() || isOwned()"), "14 condition_function");
  EXPECT_EQ(shortest("noOwner() isOwner()"), "11 condition_syntax");
  EXPECT_EQ(shortest("noOwner() ||"), "13 condition_syntax");
  EXPECT_EQ(shortest("(noOwner()"), "11 condition_syntax");
  EXPECT_EQ(shortest("noOwner())"), "10 condition_syntax");
  EXPECT_EQ(shortest("noOwner"), "8 condition_syntax");
  EXPECT_EQ(shortest("inAnyTeam('a' 'b')"), "15 condition_syntax");
  EXPECT_EQ(shortest("inAnyTeam(a)"), "11 condition_syntax");
  EXPECT_EQ(shortest("inAnyTeam('a'"), "14 condition_syntax");
  EXPECT_EQ(shortest("inAnyTeam('a"), "11 condition_text");
}

TEST(ConditionParser, NothingIsNoCondition) {
  EXPECT_EQ(shortest(""), "1 condition_empty");
  EXPECT_EQ(shortest(" \t\n"), "1 condition_empty");
}

TEST(ConditionParser, AFunctionTakesItsArguments) {
  EXPECT_EQ(shortest("noOwner('a')"), "1 condition_arguments");
  EXPECT_EQ(shortest("inAnyTeam()"), "1 condition_arguments");
  EXPECT_EQ(shortest("noOwner() && matchAttribute('region')"), "14 condition_arguments");  // without a value
  EXPECT_EQ(shortest("inAnyTeam('')"), "11 condition_arguments");
  EXPECT_EQ(shortest("inAnyTeam('a',)"), "15 condition_syntax");
}

// What OpenMetadata's expression language would run (CVE-2024-28253, CVE-2024-28254, CVE-2024-28847).
TEST(ConditionParser, NoOtherLanguageIsUnderstood) {
  EXPECT_EQ(shortest("T(java.lang.Runtime).getRuntime().exec('id')"), "1 condition_function");
  EXPECT_EQ(shortest("noOwner().getClass()"), "10 condition_syntax");
  EXPECT_EQ(shortest("new java.lang.ProcessBuilder('id').start()"), "1 condition_function");
  EXPECT_EQ(shortest("#root"), "1 condition_syntax");
  EXPECT_EQ(shortest("true"), "1 condition_function");
  EXPECT_EQ(shortest("1 == 1"), "1 condition_function");
  EXPECT_EQ(shortest("noOwner() or isOwner()"), "11 condition_syntax");
  EXPECT_EQ(shortest("noowner()"), "1 condition_function");  // names are compared exactly
  EXPECT_EQ(shortest("noOwner() | isOwner()"), "11 condition_syntax");
}

TEST(ConditionParser, LengthIsBounded) {
  const std::string longest = "noOwner()" + std::string(kMaxConditionLength - 9, ' ');
  EXPECT_EQ(shortest(longest), "noOwner()");
  EXPECT_EQ(shortest(longest + " "), "1 condition_length");
}

TEST(ConditionParser, DepthIsBounded) {
  const auto nested = [](std::size_t depth) { return repeat("(", depth) + "noOwner()" + repeat(")", depth); };
  EXPECT_EQ(shortest(nested(kMaxConditionDepth)), "noOwner()");
  EXPECT_EQ(shortest(nested(kMaxConditionDepth + 1)), "17 condition_depth");
  EXPECT_EQ(shortest(repeat("!", kMaxConditionDepth) + "noOwner()"), repeat("!", kMaxConditionDepth) + "noOwner()");
  EXPECT_EQ(shortest(repeat("!", kMaxConditionDepth + 1) + "noOwner()"), "17 condition_depth");
  EXPECT_EQ(shortest(repeat("!(", 2000)), "17 condition_depth");
}

TEST(ConditionParser, CallsAndArgumentsAreBounded) {
  const std::string most = "noOwner()" + repeat(" || noOwner()", kMaxConditionCalls - 1);
  EXPECT_EQ(shortest(most), most);
  EXPECT_TRUE(shortest(most + " || noOwner()").ends_with(" condition_calls"));
  const std::string arguments = "inAnyTeam('a'" + repeat(", 'a'", kMaxArguments - 1);
  EXPECT_EQ(shortest(arguments + ")"), arguments + ")");
  EXPECT_TRUE(shortest(arguments + ", 'a')").ends_with(" condition_arguments"));
  const std::string name(kMaxArgumentLength, 'x');
  EXPECT_EQ(shortest("inAnyTeam('" + name + "')"), "inAnyTeam('" + name + "')");
  EXPECT_EQ(shortest("inAnyTeam('" + name + "x')"), "11 condition_arguments");
}

TEST(ConditionParser, ControlCharactersAndBrokenUtf8AreRefused) {
  EXPECT_EQ(shortest("inAnyTeam('a\nb')"), "13 condition_text");
  EXPECT_EQ(shortest(std::string_view("inAnyTeam('a\0b')", 16)), "13 condition_text");
  EXPECT_EQ(shortest("inAnyTeam('\xff')"), "1 condition_text");
  EXPECT_EQ(shortest(std::string_view("noOwner()\0", 10)), "10 condition_syntax");
}

}  // namespace
}  // namespace sallyport::identity
