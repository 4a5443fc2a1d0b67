// Tests that the code that builds settings reads every row of the schema, and nothing else.
#include "app/config/schema/schema.h"

#include <gtest/gtest.h>

#include "app/config/build/build.h"
#include "app/config/build/load_fixture.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

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

// A row that no code reads would be a key that is accepted and does nothing.
TEST(Schema, EveryRowIsReadOrSaysThatItHasNoEffect) {
  std::set<std::string, std::less<>> asked;
  const std::string more = R"(
routes:
  - path: /
    upstream: "http://h:1"
    requires: {operation: ViewAll, resource: dashboard, path: "/:id", id: ":id", ownerTeams: [a], domains: [b],
               tags: [c], attributes: {d: e}}
roleMapping:
  - {everyone: true, role: A}
policies:
  resources:
    - {name: r, operations: [View]}
mail: {url: "smtp://mail.example", from: a@example.com, user: u, passwordFile: none}
)";
  const auto generic = edited(edited(kConfidential, 7, "  provider: custom-oidc"), 0, more);
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
