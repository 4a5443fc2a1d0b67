#include "app/config/values.h"

#include <gtest/gtest.h>

#include "app/config/build.h"
#include "app/config/load_fixture.h"
#include "app/config/schema.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

Values read(std::string_view text, Report& report, Variables variables = {}) {
  const auto environment = surroundings(std::move(variables)).environment;
  return Values::read(parse_yaml(text).root, environment, report);
}

TEST(Values, ADurationMayHaveAUnit) {
  EXPECT_EQ(parse_duration("90"), Seconds(90));
  EXPECT_EQ(parse_duration("90s"), Seconds(90));
  EXPECT_EQ(parse_duration("15m"), Seconds(900));
  EXPECT_EQ(parse_duration("8h"), Seconds(28800));
  EXPECT_EQ(parse_duration("7d"), Seconds(604800));
  for (const std::string_view text : {"", "h", "-1", "1.5h", "1 h", "8hours", "1w", "99999d", "9223372036854775807d"})
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

TEST(Values, ASizeMayHaveAUnit) {
  EXPECT_EQ(parse_size("10"), 10);
  EXPECT_EQ(parse_size("10k"), 10240);
  EXPECT_EQ(parse_size("2m"), 2 * 1024 * 1024);
  for (const std::string_view text : {"", "m", "-1", "1g", "9223372036854775807m"})
    EXPECT_EQ(parse_size(text), std::nullopt) << text;
}

TEST(Values, TheNearestWordIsOfferedAndAFarOneIsNot) {
  const std::vector<std::string> words{"clientId", "clientType", "callbackUrl"};
  EXPECT_EQ(nearest("clientID", words), "clientId");
  EXPECT_EQ(nearest("clinetId", words), "clientId");
  EXPECT_EQ(nearest("callbackURL", words), "callbackUrl");
  EXPECT_EQ(nearest("database", words), "");
  EXPECT_EQ(nearest(std::string(10'000, 'a'), words), "");
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

TEST(Schema, EveryRowIsWellFormed) {
  for (const auto& row : schema()) {
    EXPECT_FALSE(row.meaning.empty()) << row.key;
    EXPECT_TRUE(row.meaning.ends_with('.') || row.type == Type::url) << row.key;
    EXPECT_EQ(row.type == Type::choice, !row.choices.empty()) << row.key;
    EXPECT_EQ(find_row(row.key), &row) << "twice: " << row.key;
    EXPECT_FALSE(is_section(row.key)) << row.key;
    EXPECT_TRUE(row.environment.empty() || row.key.find("[]") == std::string_view::npos) << row.key;
  }
}

// A row that nobody reads would be a key that is accepted and does nothing.
TEST(Schema, EveryRowIsReadOrSaysThatItHasNoEffect) {
  std::set<std::string, std::less<>> asked;
  const std::string more =
      "routes:\n  - {path: /, upstream: \"http://h:1\"}\nroleMapping:\n  - {everyone: true, role: A}\n";
  const auto generic = edited(edited(kConfidential, 6, "  provider: custom-oidc"), 0, more);
  for (const auto& text : {std::string(kConfidential) + more, std::string(kPublic) + more, generic,
                           edited(kConfidential, 2, "  port: 1")}) {
    Report report("f", false);
    const auto around = surroundings();
    const auto values = Values::read(parse_yaml(text).root, around.environment, report);
    LoadedConfig out;
    gateway::Settings settings;
    const LoadOptions options;
    const Context context{values, report, around, options};
    build_all(context, out, settings);
    asked.insert(values.asked().begin(), values.asked().end());
  }
  for (const auto& row : schema()) EXPECT_NE(asked.contains(row.key), !row.ignored.empty()) << row.key;
}

TEST(Schema, SkippedKeysAreNoneOfOurs) {
  for (const auto& row : skipped())
    for (const auto key : split_words(row.keys)) {
      const auto full = row.section.empty() ? std::string(key) : std::string(row.section) + "." + std::string(key);
      EXPECT_EQ(find_row(full), nullptr) << full;
      EXPECT_FALSE(is_section(full)) << full;
    }
}

}  // namespace
}  // namespace sallyport::app::config
