// What Graph refuses of a tenant's last Global Administrator, and of somebody's own role.
#include "directory/graph_fixture.h"

namespace sallyport::directory {
namespace {

using entra::DirectoryRole;

constexpr std::string_view kLast = "The last Global Administrator of a tenant cannot be removed, deleted or disabled.";

class GraphRoles : public GraphTest {
 protected:
  GraphRoles() { give_role("root@contoso.example", DirectoryRole::none); }  // Alice is the last one

  std::string role_address(std::string_view name) {
    return "/v1.0/roleManagement/directory/roleAssignments/" + person(name).id.value + "_" +
           std::string(entra::template_id(DirectoryRole::global_administrator));
  }
  // An application that may do what a Global Administrator may.
  std::string app() { return app_token("RoleManagement.ReadWrite.Directory User.ReadWrite.All"); }
};

TEST_F(GraphRoles, TheLastGlobalAdministratorIsNotRemoved) {
  const std::string address = "/v1.0/users/" + person("alice@contoso.example").id.value;
  for (const std::string& token : {alice, app()}) {
    const auto removed = call("DELETE", address, token);
    EXPECT_EQ(removed.status, 400);
    EXPECT_EQ(at(removed, "error/code"), "Request_BadRequest");
    EXPECT_EQ(at(removed, "error/message"), kLast);
  }
  EXPECT_TRUE(*store.find_user_by_name("alice@contoso.example"));
}

TEST_F(GraphRoles, TheLastGlobalAdministratorIsNotDisabled) {
  const std::string address = "/v1.0/users/" + person("alice@contoso.example").id.value;
  for (const std::string& token : {alice, app()}) {
    const auto disabled = call("PATCH", address, token, R"({"accountEnabled": false, "displayName": "X"})");
    EXPECT_EQ(disabled.status, 400);
    EXPECT_EQ(at(disabled, "error/message"), kLast);
  }
  EXPECT_TRUE(person("alice@contoso.example").enabled);
  EXPECT_EQ(person("alice@contoso.example").display_name, "Alice Adams");
}

TEST_F(GraphRoles, TheLastGlobalAdministratorKeepsTheRole) {
  const auto taken = call("DELETE", role_address("alice@contoso.example"), app());
  EXPECT_EQ(taken.status, 400);
  EXPECT_EQ(at(taken, "error/message"), kLast);
  EXPECT_EQ(person("alice@contoso.example").directory_role, DirectoryRole::global_administrator);
}

TEST_F(GraphRoles, NobodyTakesTheirOwnGlobalAdministrator) {
  give_role("bob@contoso.example", DirectoryRole::global_administrator);
  for (const std::string& address :
       {role_address("alice@contoso.example"), role_address("alice@contoso.example") + "?x=1"}) {
    const auto taken = call("DELETE", address, alice);
    EXPECT_EQ(taken.status, 400);
    EXPECT_EQ(at(taken, "error/message"), "Removing self from Global Administrator built-in role is not allowed");
  }
  EXPECT_EQ(call("DELETE", role_address("bob@contoso.example"), alice).status, 204);
  EXPECT_EQ(person("bob@contoso.example").directory_role, DirectoryRole::none);
}

TEST_F(GraphRoles, WithAnotherAdministratorOneMayGo) {
  give_role("bob@contoso.example", DirectoryRole::global_administrator);
  EXPECT_EQ(call("DELETE", "/v1.0/users/" + person("alice@contoso.example").id.value, bob).status, 204);
  EXPECT_EQ(call("PATCH", "/v1.0/users/" + person("bob@contoso.example").id.value, bob, R"({"accountEnabled": false})")
                .status,
            400);
}

}  // namespace
}  // namespace sallyport::directory
