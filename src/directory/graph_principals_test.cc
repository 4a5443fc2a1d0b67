// Tests of Graph's service principals, app role assignments, permission grants, directory roles and the tenant.
#include "directory/graph_fixture.h"

namespace sallyport::directory {
namespace {

using entra::DirectoryRole;

class GraphPrincipals : public GraphTest {
 protected:
  std::string path_of(std::string_view client) { return "/v1.0/servicePrincipals/" + principal_of(client).id.value; }
  std::string role_of(std::string_view client, std::string_view value) {
    return entra::find_role(app(client), value)->id;
  }
  std::string graph_role(std::string_view value) { return entra::find_role(entra::graph_registration(), value)->id; }
  static std::string assignment(std::string_view principal, std::string_view resource, std::string_view role) {
    return json::print(json::Object{{"principalId", principal}, {"resourceId", resource}, {"appRoleId", role}});
  }
};

TEST_F(GraphPrincipals, OneForEachApplicationAndTenant) {
  const auto taken = call("POST", "/v1.0/servicePrincipals", alice, R"({"appId":")" + std::string(kWeb) + R"("})");
  EXPECT_EQ(taken.status, 409);
  const auto made = call("POST", "/v1.0/applications", alice, R"({"displayName":"New"})");
  const auto principal = call("POST", "/v1.0/servicePrincipals", alice, R"({"appId":")" + at(made, "appId") + R"("})");
  EXPECT_EQ(principal.status, 201);
  EXPECT_EQ(at(principal, "displayName"), "New");
  EXPECT_EQ(at(principal, "appOwnerOrganizationId"), kTenant);
  EXPECT_EQ(
      call("POST", "/v1.0/servicePrincipals", alice, R"({"appId":"99999999-0000-4000-8000-000000000009"})").status,
      400);
  EXPECT_EQ(call("POST", "/v1.0/servicePrincipals", alice, "{}").status, 400);
}

TEST_F(GraphPrincipals, AnotherTenantsApplicationMustBeMadeForOthers) {
  const std::string body = R"({"appId":")" + std::string(kWeb) + R"("})";
  EXPECT_EQ(call("POST", "/v1.0/servicePrincipals", frank, body).status, 400);
  change_app(kWeb, [](entra::AppRegistration& web) { web.audience = entra::SignInAudience::multiple_orgs; });
  EXPECT_EQ(call("POST", "/v1.0/servicePrincipals", frank, body).status, 201);
  EXPECT_EQ(principal_of(kWeb, kOtherTenant).tenant.value, kOtherTenant);
}

TEST_F(GraphPrincipals, GraphIsOneOfThem) {
  const auto found = get("/v1.0/servicePrincipals?$filter=appId%20eq%20'00000003-0000-0000-c000-000000000000'", bob);
  EXPECT_EQ(each(found, "displayName"), std::vector<std::string>{"Microsoft Graph"});
  EXPECT_NE(found.body.find("\"User.Read\""), std::string::npos);
  EXPECT_EQ(call("DELETE", "/v1.0/servicePrincipals/" + graph_principal().value, alice).status, 403);
}

TEST_F(GraphPrincipals, PropertiesAreMerged) {
  EXPECT_EQ(call("PATCH", path_of(kWeb), alice, R"({"appRoleAssignmentRequired":true})").status, 204);
  EXPECT_EQ(call("PATCH", path_of(kWeb), alice, R"({"accountEnabled":false})").status, 204);
  EXPECT_TRUE(principal_of(kWeb).assignment_required);
  EXPECT_FALSE(principal_of(kWeb).enabled);
  EXPECT_EQ(call("PATCH", path_of(kWeb), alice, R"({"accountEnabled":1})").status, 400);
  EXPECT_EQ(call("PATCH", path_of(kWeb), bob, R"({"accountEnabled":true})").status, 403);
}

TEST_F(GraphPrincipals, PeopleGroupsAndApplicationsAreAssigned) {
  const std::string resource = principal_of(kWeb).id.value;
  const std::string path = path_of(kWeb) + "/appRoleAssignedTo";
  const std::string person_id = person("bob@contoso.example").id.value;
  const auto made = call("POST", path, alice, assignment(person_id, resource, role_of(kWeb, "Viewer")));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(at(made, "principalType"), "User");
  EXPECT_EQ(at(made, "principalDisplayName"), "Bob Baker");
  EXPECT_EQ(at(made, "resourceDisplayName"), "Web <app>");
  const auto twice = call("POST", path, alice, assignment(person_id, resource, role_of(kWeb, "Viewer")));
  EXPECT_EQ(at(twice, "error/message"), "Permission being assigned already exists on the object");
  EXPECT_EQ(call("POST", path, alice, assignment(person_id, resource, kNowhereId)).status, 400);
  EXPECT_EQ(call("POST", path, alice, assignment(kNowhereId, resource, role_of(kWeb, "Viewer"))).status, 404);
  EXPECT_EQ(call("POST", path, alice, assignment(person_id, principal_of(kSpa).id.value, entra::kDefaultAccess)).status,
            400);  // another resource than the path's
  EXPECT_EQ(each(get(path, bob), "principalDisplayName"), (std::vector<std::string>{"Alice Adams", "Bob Baker"}));
  EXPECT_EQ(each(get("/v1.0/me/appRoleAssignments", bob), "id"), std::vector<std::string>{at(made, "id")});
  const std::string role_for_apps = role_of(kWeb, "Admin");
  const auto robot = call("POST", path_of(kSpa) + "/appRoleAssignments", alice,
                          assignment(principal_of(kSpa).id.value, resource, role_for_apps));
  EXPECT_EQ(robot.status, 201) << robot.body;
  EXPECT_EQ(at(robot, "principalType"), "ServicePrincipal");
  EXPECT_EQ(call("DELETE", path + "/" + at(made, "id"), alice).status, 204);
  EXPECT_EQ(call("DELETE", path + "/" + at(made, "id"), alice).status, 404);
  EXPECT_EQ(call("DELETE", path_of(kSpa) + "/appRoleAssignments/" + at(robot, "id"), alice).status, 204);
}

TEST_F(GraphPrincipals, GraphsOwnRolesAreGivenByGlobalAdministratorsAlone) {
  give_role("dave@contoso.example", DirectoryRole::application_administrator);
  const auto dave = token_of("dave@contoso.example", kEverything);
  const std::string graph = graph_principal().value;
  const std::string body = assignment(principal_of(kWeb).id.value, graph, graph_role("Directory.ReadWrite.All"));
  EXPECT_EQ(call("POST", path_of(kWeb) + "/appRoleAssignments", dave, body).status, 403);
  EXPECT_EQ(call("POST", "/v1.0/servicePrincipals/" + graph + "/appRoleAssignedTo", dave, body).status, 403);
  const auto made = call("POST", path_of(kWeb) + "/appRoleAssignments", alice, body);
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(call("DELETE", path_of(kWeb) + "/appRoleAssignments/" + at(made, "id"), dave).status, 403);
  EXPECT_EQ(call("POST", path_of(kWeb) + "/appRoleAssignedTo", dave,
                 assignment(kDave, principal_of(kWeb).id.value, role_of(kWeb, "Viewer")))
                .status,
            201);
}

TEST_F(GraphPrincipals, PermissionGrants) {
  forget_consents(kSpa);
  const std::string client = principal_of(kSpa).id.value;
  const std::string resource = graph_principal().value;
  const auto body = [&](std::string_view type, json::Value principal, std::string_view scope) {
    return json::print(json::Object{{"clientId", client},
                                    {"consentType", type},
                                    {"principalId", std::move(principal)},
                                    {"resourceId", resource},
                                    {"scope", scope}});
  };
  const std::string path = "/v1.0/oauth2PermissionGrants";
  const auto made = call("POST", path, alice, body("AllPrincipals", nullptr, "User.Read openid"));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(call("POST", path, alice, body("AllPrincipals", nullptr, "User.Read")).status, 409);
  EXPECT_EQ(call("POST", path, alice, body("Principal", kAlice, "User.Read")).status, 201);
  EXPECT_EQ(call("POST", path, alice, body("Principal", nullptr, "User.Read")).status, 400);
  EXPECT_EQ(call("POST", path, alice, body("AllPrincipals", kAlice, "User.Read")).status, 400);
  EXPECT_EQ(call("POST", path, alice, body("Everybody", nullptr, "User.Read")).status, 400);
  EXPECT_EQ(call("POST", path, alice, body("Principal", kDave, "No.Such.Scope")).status, 400);
  EXPECT_EQ(call("POST", path, bob, body("Principal", kDave, "User.Read")).status, 403);
  const std::string grant = path + "/" + at(made, "id");
  EXPECT_EQ(call("PATCH", grant, alice, R"({"scope":"User.Read openid profile"})").status, 204);
  EXPECT_EQ(at(get(grant, bob), "scope"), "User.Read openid profile");
  EXPECT_EQ(each(get("/v1.0/servicePrincipals/" + client + "/oauth2PermissionGrants", bob), "consentType"),
            (std::vector<std::string>{"AllPrincipals", "Principal"}));
  EXPECT_EQ(each(get("/v1.0/me/oauth2PermissionGrants", alice), "principalId"),
            std::vector<std::string>{std::string(kAlice)});
  EXPECT_EQ(call("DELETE", grant, alice).status, 204);
  EXPECT_EQ(get(grant, alice).status, 404);
}

TEST_F(GraphPrincipals, DirectoryRolesAreGivenAndTaken) {
  const std::string path = "/v1.0/roleManagement/directory/roleAssignments";
  const std::string role(entra::template_id(DirectoryRole::application_administrator));
  const std::string body = json::print(json::Object{
      {"principalId", person("bob@contoso.example").id.value}, {"roleDefinitionId", role}, {"directoryScopeId", "/"}});
  EXPECT_EQ(call("POST", path, bob, body).status, 403);
  const auto made = call("POST", path, alice, body);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(person("bob@contoso.example").directory_role, DirectoryRole::application_administrator);
  EXPECT_EQ(call("POST", path, alice, body).status, 409);
  EXPECT_EQ(each(get(path, bob), "principalId").size(), 3U);  // Alice, Bob and Ruth Root
  EXPECT_EQ(each(get(path + "?$filter=principalId%20eq%20'" + std::string(kAlice) + "'", bob), "principalId"),
            std::vector<std::string>{std::string(kAlice)});
  EXPECT_EQ(each(get("/v1.0/directoryRoles/" + role + "/members", bob), "userPrincipalName"),
            std::vector<std::string>{"bob@contoso.example"});
  EXPECT_EQ(call("POST", "/v1.0/servicePrincipals", bob, "{}").status, 400);  // now allowed, and wrong
  EXPECT_EQ(call("DELETE", path + "/" + at(made, "id"), alice).status, 204);
  EXPECT_EQ(person("bob@contoso.example").directory_role, DirectoryRole::none);
  EXPECT_EQ(call("DELETE", path + "/" + at(made, "id"), alice).status, 404);
}

TEST_F(GraphPrincipals, TheTenantAndObjectsOfAnyKind) {
  const auto tenant = get("/v1.0/organization", token_of("bob@contoso.example", "User.Read"));
  EXPECT_EQ(at(tenant, "value/0/displayName"), "Contoso");
  EXPECT_EQ(at(tenant, "value/0/verifiedDomains/0/name"), "contoso.example");
  const auto object = [&](std::string_view id) {
    return at(get("/v1.0/directoryObjects/" + std::string(id), bob), "@odata.type");
  };
  EXPECT_EQ(object(kAlice), "#microsoft.graph.user");
  EXPECT_EQ(object(principal_of(kWeb).id.value), "#microsoft.graph.servicePrincipal");
  EXPECT_EQ(get("/v1.0/directoryObjects/" + std::string(kNowhereId), bob).status, 404);
  const auto found =
      call("POST", "/v1.0/directoryObjects/getByIds", bob,
           R"({"ids":[")" + std::string(kAlice) + R"(",")" + std::string(kNowhereId) + R"("],"types":["user"]})");
  EXPECT_EQ(each(found, "id"), std::vector<std::string>{std::string(kAlice)});
}

}  // namespace
}  // namespace sallyport::directory
