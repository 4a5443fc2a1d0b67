#include "entra/graph_application.h"

#include <gtest/gtest.h>

#include <set>

#include "base/text.h"

namespace sallyport::entra {
namespace {

TEST(GraphRegistration, HasThePermissionsThatASignInNeeds) {
  const AppRegistration& graph = graph_registration();
  const Scope* read = find_scope(graph, "User.Read");
  ASSERT_NE(read, nullptr);
  EXPECT_EQ(read->id, "e1fe6dd8-ba31-4d61-89e7-88639da4683d");
  EXPECT_FALSE(read->admins_only);
  ASSERT_NE(find_scope(graph, "Directory.Read.All"), nullptr);
  EXPECT_TRUE(find_scope(graph, "Directory.Read.All")->admins_only);
  ASSERT_NE(find_role(graph, "User.Read.All"), nullptr);
  EXPECT_EQ(find_role(graph, "User.Read.All")->id, "df021288-bdef-4463-88db-98f22de89214");
  EXPECT_EQ(find_scope(graph, "mcp.read"), nullptr);
}

TEST(GraphRegistration, GivesEachPermissionAnIdOfItsOwn) {
  std::set<std::string> ids;
  for (const Scope& scope : graph_registration().scopes) {
    EXPECT_TRUE(is_guid(scope.id)) << scope.value;
    EXPECT_TRUE(ids.insert(scope.id).second) << scope.value;
  }
  for (const AppRole& role : graph_registration().app_roles) {
    EXPECT_TRUE(is_guid(role.id)) << role.value;
    EXPECT_TRUE(ids.insert(role.id).second) << role.value;
    EXPECT_FALSE(role.for_users) << role.value;
  }
}

TEST(GraphPrincipal, IsTheSameForATenantAndDiffersBetweenTenants) {
  const auto first = graph_principal(TenantId("t1"), {});
  EXPECT_EQ(first, graph_principal(TenantId("t1"), {}));
  EXPECT_NE(first.id, graph_principal(TenantId("t2"), {}).id);
  EXPECT_TRUE(is_guid(first.id.value)) << first.id.value;
}

TEST(GraphNames, AreItsClientIdAndItsOrigins) {
  EXPECT_TRUE(is_graph_name(kGraphClientId));
  EXPECT_TRUE(is_graph_name("https://graph.microsoft.com"));
  EXPECT_TRUE(is_graph_name("https://graph.microsoft.com/"));
  EXPECT_FALSE(is_graph_name("https://graph.microsoft.com.evil.example"));
  EXPECT_FALSE(is_graph_name(""));
}

}  // namespace
}  // namespace sallyport::entra
