// Which operation a route requires, and where the object's attributes come from.
#include <gtest/gtest.h>

#include "app/config/build/load_fixture.h"

namespace sallyport::app::config {
namespace {

std::string requiring(std::string_view keys, std::string_view more = "") {
  return "routes:\n  - {path: /reports, upstream: \"http://127.0.0.1:3000\", requires: {" + std::string(keys) + "}" +
         std::string(more) + "}\n";
}

TEST(RouteOperation, IsReadWithItsObject) {
  const auto loaded = load(requiring(
      "operation: ViewAll, resource: dashboard, path: \"/:region/:id\", id: \":id\", ownerTeams: [Sales], domains: "
      "[\":region\"], tags: [PII.Sensitive]"));
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  using gateway::AttributeSource;
  const gateway::OperationRequirement expected{.operation = "ViewAll",
                                               .resource = "dashboard",
                                               .id = AttributeSource{.segment = 1},
                                               .owner_teams = gateway::AttributeSources{{.text = "Sales"}},
                                               .domains = gateway::AttributeSources{{.segment = 0}},
                                               .tags = gateway::AttributeSources{{.text = "PII.Sensitive"}}};
  EXPECT_EQ(loaded.settings->routes.at(0).operation, expected);
  EXPECT_TRUE(loaded.settings->asks_policies());
}

TEST(RouteOperation, IsAbsentIfTheRouteRequiresNone) {
  const auto loaded = load("routes:\n  - {path: /, upstream: \"http://127.0.0.1:3000\"}\n");
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_FALSE(loaded.settings->routes.at(0).operation);
  EXPECT_FALSE(loaded.settings->asks_policies());
}

struct Wrong {
  std::string_view keys;
  std::string_view rule;
  std::string_view key;
};

TEST(RouteOperation, IsRefusedIfThePoliciesCannotDecideIt) {
  for (const Wrong& wrong : {
           Wrong{"operation: Fly, resource: dashboard", "route_operation", "operation"},
           Wrong{"operation: ViewAll, resource: unicorn", "route_operation", "resource"},
           Wrong{"operation: ViewAll", "missing_key", "resource"},
           Wrong{"resource: dashboard", "missing_key", "operation"},
           Wrong{"operation: ViewAll, resource: dashboard, id: \":id\"", "route_operation", "id"},
           Wrong{"operation: ViewAll, resource: dashboard, path: \"/:id/:id\"", "route_operation", "path"},
           Wrong{"operation: ViewAll, resource: dashboard, path: /x", "route_operation", "path"},
           Wrong{"operation: ViewAll, resource: user, tags: [PII]", "route_operation", "tags"},
           Wrong{"operation: ViewAll, resource: dashboard, attributes: {colour: red}", "route_operation", "attributes"},
       }) {
    const auto loaded = load(requiring(wrong.keys));
    EXPECT_FALSE(loaded.settings) << wrong.keys;
    ASSERT_EQ(loaded.findings.size(), 1U) << wrong.keys << print_all(loaded);
    EXPECT_EQ(loaded.findings.front().rule, wrong.rule) << wrong.keys;
    EXPECT_EQ(loaded.findings.front().key, "routes[0].requires." + std::string(wrong.key)) << wrong.keys;
  }
}

// Whoever writes the key means to protect the route.
TEST(RouteOperation, IsRefusedIfNothingStandsInIt) {
  for (const std::string_view nothing :
       {"requires:", "requires: {}", "requires: null", "requires: {operation: \"\"}", "requires: ${NOT_SET:-}"}) {
    const auto loaded =
        load("routes:\n  - path: /reports\n    upstream: http://127.0.0.1:3000\n    " + std::string(nothing) + "\n");
    EXPECT_FALSE(loaded.settings) << nothing;
    ASSERT_EQ(loaded.findings.size(), 1U) << nothing << print_all(loaded);
    const Finding& finding = loaded.findings.front();
    EXPECT_EQ(finding.rule, "missing_key") << nothing;
    EXPECT_EQ(finding.key, "routes[0].requires") << nothing;
    EXPECT_EQ(finding.line, 4) << nothing;
    EXPECT_EQ(finding.write, "requires: {operation: ViewAll, resource: dashboard}; or the key left out");
  }
}

// An empty list is something, so each of the keys that are missing is named.
TEST(RouteOperation, IsRefusedIfOnlyAnEmptyListStandsInIt) {
  const auto loaded = load(
      "routes:\n  - path: /reports\n    upstream: http://127.0.0.1:3000\n"
      "    requires: {operation: \"${NOT_SET:-}\", tags: []}\n");
  EXPECT_FALSE(loaded.settings);
  ASSERT_EQ(loaded.findings.size(), 2U) << print_all(loaded);
  for (const Finding& finding : loaded.findings) EXPECT_EQ(finding.rule, "missing_key") << finding.key;
}

TEST(RouteOperation, IsForPeopleWhoAreSignedIn) {
  for (const std::string_view access : {"public", "optional"}) {
    const auto loaded = load(requiring("operation: ViewAll, resource: dashboard", ", access: " + std::string(access)));
    ASSERT_EQ(loaded.findings.size(), 1U) << print_all(loaded);
    EXPECT_EQ(loaded.findings.front().rule, "route_access");
  }
}

}  // namespace
}  // namespace sallyport::app::config
