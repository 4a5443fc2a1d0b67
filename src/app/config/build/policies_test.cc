// The resources that an application registers for policies.
#include <gtest/gtest.h>

#include "app/config/build/load_fixture.h"

namespace sallyport::app::config {
namespace {

std::string with_resources(std::string_view resources, std::string_view more = "") {
  return "policies:\n  resources:\n    - " + std::string(resources) + "\n" + std::string(more);
}

TEST(PolicyResources, AreRegisteredBesideOpenMetadatas) {
  const auto loaded =
      load(with_resources("{name: invoice, operations: [ViewText, EditText], attributes: [owners, region]}"));
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  const auto& vocabulary = loaded.settings->vocabulary;
  ASSERT_TRUE(vocabulary.find_resource("invoice"));
  EXPECT_TRUE(vocabulary.find_resource("dashboard"));
  EXPECT_TRUE(vocabulary.find_operation("EditText"));
  const auto& invoice = vocabulary.resources()[*vocabulary.find_resource("invoice")];
  EXPECT_EQ(invoice.attributes, (std::vector<std::string>{"owners", "region"}));
}

TEST(PolicyResources, MayBeRequiredByARoute) {
  const auto loaded = load(with_resources(
      "{name: invoice, operations: [ViewText], attributes: [region]}",
      "routes:\n  - {path: /, upstream: \"http://127.0.0.1:3000\", requires: {operation: ViewText, resource: invoice, "
      "path: \"/:region\", attributes: {region: \":region\"}}}\n"));
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  ASSERT_TRUE(loaded.settings->routes.at(0).operation);
  EXPECT_EQ(loaded.settings->routes.at(0).operation->own.at("region").segment, 0U);
}

TEST(PolicyResources, AreRefusedIfTheyCannotBeRegistered) {
  struct Wrong {
    std::string_view resource;
    std::string_view rule;
    std::string_view key;
  };
  for (const Wrong& wrong : {
           Wrong{"{name: dashboard, operations: [ViewText]}", "policy_resource", "name"},
           Wrong{"{name: all, operations: [ViewText]}", "policy_resource", "name"},
           Wrong{"{name: \"a b\", operations: [ViewText]}", "policy_resource", "name"},
           Wrong{"{name: invoice, operations: [\"View Text\"]}", "policy_resource", "operations"},
           Wrong{"{name: invoice, operations: [ViewText], attributes: [\"a b\"]}", "policy_resource", "attributes"},
           Wrong{"{name: invoice}", "missing_key", "operations"},
           Wrong{"{operations: [ViewText]}", "missing_key", "name"},
       }) {
    const auto loaded = load(with_resources(wrong.resource));
    EXPECT_FALSE(loaded.settings) << wrong.resource;
    ASSERT_EQ(loaded.findings.size(), 1U) << wrong.resource << print_all(loaded);
    EXPECT_EQ(loaded.findings.front().rule, wrong.rule) << wrong.resource;
    EXPECT_EQ(loaded.findings.front().key, "policies.resources[0]." + std::string(wrong.key)) << wrong.resource;
  }
}

}  // namespace
}  // namespace sallyport::app::config
