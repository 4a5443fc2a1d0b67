#include "app/config/reading/values.h"

#include <gtest/gtest.h>

#include <map>

namespace sallyport::app::config {
namespace {

Values read(std::string_view text, Report& report, const std::map<std::string, std::string>& variables = {}) {
  const Environment environment = [&variables](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(std::string(name));
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
  return Values::read(parse_yaml(text).root, environment, report);
}

TEST(Values, AnEmptyTextIsNoValue) {
  Report report("f", false);
  const auto values = read("server:\n  dataDir: \"\"\n  unixSocket:\n  caFile: /ca\n", report);
  EXPECT_FALSE(values.given("server.dataDir"));
  EXPECT_EQ(values.text("server.dataDir"), "./sallyport-data");
  EXPECT_FALSE(values.given("server.unixSocket"));
  EXPECT_TRUE(values.in_file("server.dataDir"));
  EXPECT_TRUE(values.given("server.caFile"));
}

TEST(Values, TheFileGoesBeforeTheVariableEvenWhenEmpty) {
  Report report("f", false);
  const auto values = read("server:\n  caFile: \"\"\n", report, {{"SALLYPORT_CA_FILE", "/from-variable"}});
  EXPECT_FALSE(values.given("server.caFile"));
}

TEST(Values, PlacesAreTheKeysOwnOrTheSectionsAround) {
  Report report("f", false);
  const auto values = read("store:\n  type: sqlite\nroutes:\n  - path: /\n    upstream: http://h:1\n", report);
  EXPECT_EQ(values.place("store.type").line, 2);
  EXPECT_EQ(values.place("store.path").line, 1);
  EXPECT_EQ(values.place("routes[0].upstream").line, 5);
  EXPECT_EQ(values.place("routes[0].access").line, 4);
  EXPECT_EQ(values.place("server.port").line, 0);
}

TEST(Values, AVariableIsReadAsAValueOfTheFile) {
  RecordProperty("covers", "B8");
  Report report("f", false);
  const auto values = read("", report,
                           {{"OIDC_PROMPT_TYPE", "\"consent\""},
                            {"AUTHENTICATION_CLIENT_TYPE", " public"},
                            {"OIDC_CLIENT_SECRET", "'the-Value'"},
                            {"OIDC_CUSTOM_PARAMS", "null"}});
  EXPECT_FALSE(report.refused());
  EXPECT_EQ(values.text("authenticationConfiguration.oidcConfiguration.prompt"), "consent");
  EXPECT_EQ(values.text("authenticationConfiguration.clientType"), "public");
  EXPECT_EQ(values.text("authenticationConfiguration.oidcConfiguration.secret"), "the-Value");
  EXPECT_FALSE(values.given("authenticationConfiguration.oidcConfiguration.customParams"));
}

TEST(Values, AFindingNamesTheVariable) {
  RecordProperty("covers", "B8");
  Report report("f", false);
  read("server:\n  port: ${MY_PORT:-8585}\n", report, {{"MY_PORT", "eighty"}, {"SALLYPORT_ADMIN_PORT", "ninety"}});
  const auto findings = report.take();
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].line, 0);
  EXPECT_EQ(findings[0].variable, "SALLYPORT_ADMIN_PORT");
  EXPECT_EQ(findings[0].write, "SALLYPORT_ADMIN_PORT=8586");
  EXPECT_EQ(findings[1].line, 2);
  EXPECT_EQ(findings[1].variable, "MY_PORT");
  EXPECT_EQ(findings[1].write, "MY_PORT=8585");
}

TEST(Values, ACommentBehindAVariableIsSaidAndLeftOut) {
  RecordProperty("covers", "Q8");
  Report report("f", false);
  const auto values =
      read("authorizerConfiguration:\n  adminPrincipals: ${ADMINS}\n", report,
           {{"ADMINS", "[admin]  # John Doe"}, {"AUTHORIZER_PRINCIPAL_DOMAIN", "contoso.example # home"}});
  EXPECT_EQ(values.list("authorizerConfiguration.adminPrincipals"), std::vector<std::string>{"admin"});
  EXPECT_EQ(values.text("authorizerConfiguration.principalDomain"), "contoso.example");
  const auto findings = report.take();
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].rule, "trailing_comment");
  EXPECT_EQ(findings[0].severity, Severity::corrected);
  EXPECT_EQ(findings[0].write, "AUTHORIZER_PRINCIPAL_DOMAIN=contoso.example");
}

TEST(Values, ACommentBehindASecretIsRefusedAndNotRepeated) {
  RecordProperty("covers", "Q8");
  Report report("f", false);
  const auto values = read("", report, {{"OIDC_CLIENT_SECRET", "canary # canary"}});
  EXPECT_TRUE(values.broken("authenticationConfiguration.oidcConfiguration.secret"));
  const auto findings = report.take();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(print_text(findings[0]).find("canary"), std::string::npos);
}

TEST(Values, ListsAreReadWithoutTheirBrackets) {
  RecordProperty("covers", "B12");
  Report report("f", false);
  const auto values = read("", report, {{"AUTHORIZER_ADMIN_PRINCIPALS", "admin, john"}});
  EXPECT_EQ(values.list("authorizerConfiguration.adminPrincipals"), (std::vector<std::string>{"admin", "john"}));
  const auto findings = report.take();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].rule, "list_of_one");
  EXPECT_EQ(findings[0].write, "AUTHORIZER_ADMIN_PRINCIPALS=[admin, john]");
}

TEST(Values, ALiteralSecretIsKnownFromOneOfAVariable) {
  RecordProperty("covers", "A14");
  const std::string section = "authenticationConfiguration:\n  oidcConfiguration:\n    secret: ";
  Report report("f", false);
  EXPECT_EQ(read(section + "abc\n", report).literal_secret(), "authenticationConfiguration.oidcConfiguration.secret");
  EXPECT_EQ(read(section + "${S}\n", report, {{"S", "abc"}}).literal_secret(), "");
  EXPECT_EQ(read("", report, {{"OIDC_CLIENT_SECRET", "abc"}}).literal_secret(), "");
}

TEST(Values, ChoicesAreReadInAnyCaseAndGivenInOurs) {
  Report report("f", false);
  const auto values = read("authenticationConfiguration:\n  provider: Azure\n", report);
  EXPECT_EQ(values.text("authenticationConfiguration.provider"), "azure");
}

TEST(Values, ListsMayStandInTextAndHoldVariables) {
  Report report("f", false);
  const auto values = read(
      "server:\n  trustedProxies: \"[10.0.0.1, 10.0.0.2]\"\n  extraHosts:\n    - ${H:-a.example}\n    - b.example\n",
      report);
  EXPECT_EQ(values.list("server.trustedProxies"), (std::vector<std::string>{"10.0.0.1", "10.0.0.2"}));
  EXPECT_EQ(values.list("server.extraHosts"), (std::vector<std::string>{"a.example", "b.example"}));
}

}  // namespace
}  // namespace sallyport::app::config
