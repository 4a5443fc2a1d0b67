#include "app/config/syntax/substitute.h"

#include <gtest/gtest.h>

#include <map>

namespace sallyport::app::config {
namespace {

Environment environment(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(std::string(name));
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

std::string text_of(std::string_view text, std::map<std::string, std::string> variables = {}) {
  const auto result = substitute(text, environment(std::move(variables)));
  return result ? *result : "error: " + std::string(result.error().reason);
}

Node node_of(std::string_view yaml, std::map<std::string, std::string> variables = {}) {
  const auto root = parse_yaml("key: " + std::string(yaml)).root;
  auto node = substitute_node(*root.find("key"), environment(std::move(variables)));
  return node ? *node : Node{};
}

TEST(Substitute, TheVariableGoesBeforeTheDefault) {
  EXPECT_EQ(text_of("${A:-x}"), "x");
  EXPECT_EQ(text_of("${A:-x}", {{"A", "y"}}), "y");
  EXPECT_EQ(text_of("jdbc:${S:-mysql}://${H:-localhost}:${P:-3306}/db", {{"H", "db1"}}), "jdbc:mysql://db1:3306/db");
}

TEST(Substitute, AnEmptyVariableIsSet) {
  EXPECT_EQ(text_of("a${A:-x}b", {{"A", ""}}), "ab");
}

TEST(Substitute, AMissingVariableWithoutDefaultIsAnError) {
  EXPECT_EQ(text_of("${A}"), "error: variable_unset");
}

TEST(Substitute, DefaultsMayHoldColonsUrlsAndBraces) {
  EXPECT_EQ(text_of("${A:-https://h:1/x}"), "https://h:1/x");
  EXPECT_EQ(text_of("${A:-[http://localhost:8585/api/v1/system/config/jwks]}"),
            "[http://localhost:8585/api/v1/system/config/jwks]");
  EXPECT_EQ(text_of("${A:-a:-b}"), "a:-b");
  EXPECT_EQ(text_of("${A:-https://login/{tenant}/v2.0}"), "https://login/{tenant}/v2.0");
}

TEST(Substitute, DefaultsMayNameFurtherVariables) {
  EXPECT_EQ(text_of("${A:-${B:-x}}"), "x");
  EXPECT_EQ(text_of("${A:-${B:-x}}", {{"B", "y"}}), "y");
  EXPECT_EQ(text_of("${A:-http://${B}/}", {{"B", "y"}}), "http://y/");
}

TEST(Substitute, WhatComesFromTheEnvironmentIsNotReadAgain) {  // otherwise a variable could pull in another, secret one
  EXPECT_EQ(text_of("${A}", {{"A", "${B}"}, {"B", "secret"}}), "${B}");
  EXPECT_EQ(text_of("${A:-${C}}", {{"C", "$${B}"}, {"B", "secret"}}), "$${B}");
}

TEST(Substitute, TwoDollarsAreOne) {
  EXPECT_EQ(text_of("a$${B}c", {{"B", "x"}}), "a${B}c");
}

TEST(Substitute, OtherDollarsStay) {
  EXPECT_EQ(text_of("a$b$ c $"), "a$b$ c $");
}

TEST(Substitute, WrongFormsAreErrors) {
  for (const std::string_view text :
       {"${", "${A", "${A:-x", "${}", "${:-x}", "${A B}", "${1A}", "${A-x}", "${A:=x}", "${A:-{}"})
    EXPECT_EQ(text_of(text), "error: substitution_syntax") << text;
}

TEST(Substitute, DeepNestingIsAnError) {
  std::string text = "x";
  for (int i = 0; i < 50; ++i) text = "${A:-" + text + "}";
  EXPECT_EQ(text_of(text), "error: substitution_syntax");
}

TEST(SubstituteNode, AQuotedDefaultIsReadAsYaml) {
  EXPECT_EQ(node_of("${A:-\"\"}").text, "");
  EXPECT_EQ(node_of("${A:-\"openid email\"}").text, "openid email");
  EXPECT_EQ(node_of("${A:- \"elasticsearch\"}").text, "elasticsearch");
}

TEST(SubstituteNode, ACommentBehindTheValueOfAVariableIsNoPartOfIt) {
  RecordProperty("covers", "Q8");
  for (const auto& [value, text] : {std::pair<std::string_view, std::string_view>{"[admin]  # John Doe", "[admin]"},
                                    {"contoso.example # ours", "contoso.example"},
                                    {"\"openid email\" # scopes", "openid email"},
                                    {"it's # so", "it's"},
                                    {" public", "public"}})
    EXPECT_EQ(node_of("${A}", {{"A", std::string(value)}}).text, text) << value;
  EXPECT_EQ(node_of("${A}", {{"A", "x # why"}}).comment, "# why");
}

TEST(SubstituteNode, WhatIsNoCommentStays) {
  RecordProperty("covers", "Q8");
  for (const std::string_view text : {"a#b", "#0f62fe", "[\"a # b\"]", "https://h/#x"})
    EXPECT_EQ(node_of("${A}", {{"A", std::string(text)}}).text, text);
  EXPECT_EQ(node_of("${A}", {{"A", "\"a # b\""}}).text, "a # b");
}

TEST(SubstituteNode, AReferenceAloneNamesItsVariable) {
  EXPECT_EQ(node_of("${A:-x}", {{"A", "y"}}).variable, "A");
  EXPECT_EQ(node_of("${A:-x}").variable, "");
  EXPECT_EQ(node_of("https://${A}/", {{"A", "y"}}).variable, "");
  EXPECT_EQ(node_of("${A}${B}", {{"A", "y"}, {"B", "z"}}).variable, "");
}

TEST(SubstituteNode, AnEmptyDefaultIsNull) {
  EXPECT_EQ(node_of("${A:-}").kind, Node::Kind::null);
  EXPECT_EQ(node_of("${A:-null}").kind, Node::Kind::null);
}

TEST(SubstituteNode, WhatLooksLikeYamlStaysText) {
  for (const std::string_view text : {"a: b", "[a, b]", "{Tenant ID}", "*alias", "!tag x", "\"unclosed"})
    EXPECT_EQ(node_of("${A}", {{"A", std::string(text)}}).text, text);
}

Node reread(std::string_view text) {
  Node node = make_node(Node::Kind::scalar, 7);
  node.text = std::string(text);
  return reread_flow(std::move(node));
}

TEST(RereadFlow, AListIsReadAsYaml) {
  const auto node = reread("[ann, \"bob:x\"]");
  ASSERT_EQ(node.kind, Node::Kind::sequence);
  ASSERT_EQ(node.items.size(), 2u);
  EXPECT_EQ(node.items[1].text, "bob:x");
  EXPECT_EQ(node.items[1].line, 7);
}

TEST(RereadFlow, AMapIsReadAsYaml) {
  EXPECT_EQ(reread("{domain_hint: x}").find("domain_hint")->text, "x");
}

TEST(RereadFlow, WhatIsNeitherStaysText) {
  for (const std::string_view text : {"[unclosed", "plain", "\"[a]\"", "[a]]", "{a: &x b, c: *y}"})
    EXPECT_EQ(reread(text).kind, Node::Kind::scalar) << text;
}

}  // namespace
}  // namespace sallyport::app::config
