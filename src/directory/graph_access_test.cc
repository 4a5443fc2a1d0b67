// Tests made from the rows of Graph's table: every permission and every standing of every operation, another tenant's
// objects at every address, and the preflight of every path.
#include "directory/objects_fixture.h"

namespace sallyport::directory {
namespace {

using entra::DirectoryRole;
using graph::Operation;
using graph::Standing;

class GraphAccess : public ObjectsTest {
 protected:
  static std::string address_of(const Operation& operation, Objects objects = {}) {
    objects.emplace("tenant", kTenant);
    return address_with(operation.path.text(), objects, kNowhereId);
  }
  http::Response run(const Operation& operation, const std::string& address, std::string_view token) {
    const bool has_body = operation.method == http::Method::post || operation.method == http::Method::patch;
    return call(http::name_of(operation.method), address, token, has_body ? "{}" : "");
  }
  static std::string name_of(const Operation& operation) {
    return std::string(http::name_of(operation.method)) + " " + std::string(operation.path.text());
  }
  static bool is_denied(const http::Response& response) { return response.status == 401 || response.status == 403; }

  // Objects of Contoso for every parameter that a path has.
  Objects contoso() {
    entra::NamedLocation location;
    location.id = entra::ObjectId("14141414-0000-4000-8000-000000000001");
    location.tenant = TenantId(std::string(kTenant));
    location.networks = {*http::IpNetwork::parse("192.0.2.0/24")};
    EXPECT_TRUE(store.add_location(location));
    entra::ConditionalAccessPolicy policy;
    policy.id = entra::ObjectId("15151515-0000-4000-8000-000000000001");
    policy.tenant = location.tenant;
    EXPECT_TRUE(store.add_policy(policy));
    Objects all = objects_of_contoso();
    for (const char* name : {"user", "member", "owner", "object"}) all.emplace(name, kAlice);
    all.emplace("credential", "pipeline-credential");
    all.emplace("location", location.id.value);
    all.emplace("policy", policy.id.value);
    all.emplace("method", "28c10230-6103-485e-b985-444c60001490");
    return all;
  }
};

TEST_F(GraphAccess, EveryRowNeedsAToken) {
  for (const Operation& operation : graph::kOperations) {
    const auto refused = send(http::name_of(operation.method), address_of(operation), "");
    EXPECT_EQ(refused.status, 401) << name_of(operation);
    EXPECT_EQ(code_of(refused), "InvalidAuthenticationToken") << name_of(operation);
    EXPECT_NE(refused.find("WWW-Authenticate"), nullptr) << name_of(operation);
    EXPECT_EQ(*refused.find("Access-Control-Allow-Origin"), "*") << name_of(operation);
    EXPECT_FALSE(refused.find("request-id")->empty()) << name_of(operation);
  }
}

TEST_F(GraphAccess, EveryRowNeedsOneOfItsPermissions) {
  const auto without = token_of("alice@contoso.example", "Mail.Read");
  const auto robot_without = app_token("Mail.Read");
  for (const Operation& operation : graph::kOperations) {
    const std::string address = address_of(operation);
    // A permission for one's own data does not open other people's; the tests of people and groups show which does.
    const bool own_data = operation.access.standing == Standing::anybody;
    const auto refused = run(operation, address, without);
    EXPECT_EQ(refused.status, 403) << name_of(operation);
    EXPECT_EQ(code_of(refused), "Authorization_RequestDenied") << name_of(operation);
    EXPECT_EQ(at(refused, "error/message"), "Insufficient privileges to complete the operation.");
    for (const std::string_view permission : split_words(operation.access.delegated)) {
      const auto answered = run(operation, address, token_of("alice@contoso.example", permission));
      EXPECT_TRUE(!is_denied(answered) || own_data)
          << name_of(operation) << " " << permission << " " << answered.status;
    }
    const auto robot = run(operation, address, robot_without);
    EXPECT_EQ(robot.status, operation.access.application.empty() ? 400 : 403) << name_of(operation);
    for (const std::string_view permission : split_words(operation.access.application)) {
      const auto answered = run(operation, address, app_token(permission));
      EXPECT_TRUE(!is_denied(answered) || own_data)
          << name_of(operation) << " " << permission << " " << answered.status;
    }
  }
}

TEST_F(GraphAccess, EveryRowNeedsItsStanding) {
  change_user("erin@contoso.example", [](entra::User& user) {
    user.enabled = true;
    user.type = entra::UserType::guest;
  });
  struct Caller {
    std::string_view name;
    DirectoryRole role;
    std::vector<Standing> may;
  };
  const std::vector<Caller> callers{
      {"erin@contoso.example", DirectoryRole::none, {Standing::anybody}},
      {"bob@contoso.example", DirectoryRole::none, {Standing::anybody, Standing::member}},
      {"dave@contoso.example",
       DirectoryRole::application_administrator,
       {Standing::anybody, Standing::member, Standing::app_owner, Standing::app_admin}},
      {"dave@contoso.example",
       DirectoryRole::user_administrator,
       {Standing::anybody, Standing::member, Standing::user_admin}},
      {"alice@contoso.example",
       DirectoryRole::global_administrator,
       {Standing::anybody, Standing::member, Standing::app_owner, Standing::app_admin, Standing::user_admin,
        Standing::global_admin}},
  };
  for (const Caller& caller : callers) {
    give_role(caller.name, caller.role);
    const auto token = token_of(caller.name, kEverything);
    for (const Operation& operation : graph::kOperations) {
      const bool may = std::ranges::find(caller.may, operation.access.standing) != caller.may.end();
      // Whoever is no administrator is asked whether they own the application, so it must exist. Nothing is deleted:
      // the call is refused.
      std::map<std::string, std::string> values{{"user", std::string(caller.name)}};
      if (!may) values["app"] = app(kWeb).id.value;
      const bool own_data = operation.access.standing == Standing::anybody;
      if (may && !own_data && operation.method != http::Method::get) values.clear();
      const auto answered = run(operation, address_of(operation, values), token);
      EXPECT_EQ(answered.status == 403, !may) << caller.name << " " << name_of(operation) << " " << answered.body;
    }
  }
}

TEST_F(GraphAccess, AnotherTenantsObjectsDoNotExist) {
  const auto values = contoso();
  const auto robot =
      sign(kOtherTenant, graph_principal(kOtherTenant).value,
           {{"roles", json::Array{"Directory.ReadWrite.All", "Application.ReadWrite.All",
                                  "AppRoleAssignment.ReadWrite.All", "AuditLog.Read.All",
                                  "DelegatedPermissionGrant.ReadWrite.All", "RoleManagement.ReadWrite.Directory",
                                  "Policy.ReadWrite.ConditionalAccess", "UserAuthenticationMethod.ReadWrite.All"}}});
  for (const std::string& token : {frank, robot}) {
    for (const Operation& operation : graph::kOperations) {
      const std::string address = address_of(operation, values);
      const auto answered = run(operation, address, token);
      EXPECT_EQ(answered.body.find("ontoso"), std::string::npos) << name_of(operation) << answered.body;
      for (const auto& [name, id] : values) {
        // The ids of roles and of passwords are the same for everybody.
        if (name == "role" || name == "method" || address.find(id) != std::string::npos) continue;
        EXPECT_EQ(answered.body.find(id), std::string::npos) << name_of(operation) << " tells " << name;
      }
      const bool names_object = operation.path.text().find('{', 2) != std::string_view::npos;  // not only the tenant
      const bool names_role = operation.path.text().find("{role") != std::string_view::npos;
      const bool only_for_people = token == robot && operation.access.application.empty();
      // Below /me stands what the caller has, and the id of a password is the same for everybody.
      const bool is_own = operation.path.text().starts_with("/v1.0/me/");
      if (names_object && !names_role && !only_for_people && !is_own) {
        EXPECT_TRUE(answered.status == 404 || answered.status == 400) << name_of(operation) << answered.status;
        if (answered.status == 400) {  // the body is refused before the object is looked for
          EXPECT_TRUE(operation.method == http::Method::post || operation.method == http::Method::patch);
        }
      }
    }
  }
  EXPECT_TRUE(person("alice@contoso.example").enabled);
  EXPECT_EQ(app(kWeb).tenant.value, kTenant);
  EXPECT_FALSE(store.assignments_to(principal_of(kWeb).id, {}).value().rows.empty());
}

TEST_F(GraphAccess, AnotherTenantsObjectsCannotBeReferredTo) {
  const auto group = at(call("POST", "/v1.0/groups", frank,
                             R"({"displayName":"F","mailEnabled":false,"mailNickname":"f","securityEnabled":true})"),
                        "id");
  const auto made = call("POST", "/v1.0/applications", frank, R"({"displayName":"F"})");
  const auto principal = call("POST", "/v1.0/servicePrincipals", frank, R"({"appId":")" + at(made, "appId") + R"("})");
  const std::string reference = R"({"@odata.id":"https://x/v1.0/directoryObjects/)" + std::string(kAlice) + R"("})";
  EXPECT_EQ(call("POST", "/v1.0/groups/" + group + "/members/$ref", frank, reference).status, 404);
  EXPECT_EQ(call("POST", "/v1.0/applications/" + at(made, "id") + "/owners/$ref", frank, reference).status, 404);
  const std::string own = at(principal, "id");
  const auto assignment = [&](std::string_view holder, std::string_view resource) {
    return json::print(
        json::Object{{"principalId", holder}, {"resourceId", resource}, {"appRoleId", entra::kDefaultAccess}});
  };
  EXPECT_EQ(
      call("POST", "/v1.0/servicePrincipals/" + own + "/appRoleAssignedTo", frank, assignment(kAlice, own)).status,
      404);
  EXPECT_EQ(call("POST", "/v1.0/servicePrincipals/" + own + "/appRoleAssignments", frank,
                 assignment(own, principal_of(kWeb).id.value))
                .status,
            404);
  const auto grant = [&](std::string_view client, std::string_view resource) {
    return call("POST", "/v1.0/oauth2PermissionGrants", frank,
                json::print(json::Object{{"clientId", client},
                                         {"consentType", "AllPrincipals"},
                                         {"principalId", nullptr},
                                         {"resourceId", resource},
                                         {"scope", "User.Read"}}))
        .status;
  };
  EXPECT_EQ(grant(principal_of(kSpa).id.value, graph_principal(kOtherTenant).value), 404);
  EXPECT_EQ(grant(own, graph_principal(kTenant).value), 404);
  EXPECT_EQ(grant(own, graph_principal(kOtherTenant).value), 201);
  EXPECT_EQ(call("POST", "/v1.0/roleManagement/directory/roleAssignments", frank,
                 json::print(json::Object{{"principalId", person("bob@contoso.example").id.value},
                                          {"roleDefinitionId", entra::template_id(DirectoryRole::user_administrator)}}))
                .status,
            404);
}

TEST_F(GraphAccess, EveryPathHasAPreflight) {
  for (const Operation& operation : graph::kOperations) {
    const auto response = send("OPTIONS", address_of(operation), "", {{"Origin", "https://portal.example"}});
    EXPECT_EQ(response.status, 204) << name_of(operation);
    const std::string& methods = *response.find("Access-Control-Allow-Methods");
    EXPECT_NE(methods.find(http::name_of(operation.method)), std::string::npos) << name_of(operation) << methods;
    EXPECT_NE(response.find("Access-Control-Allow-Headers")->find("authorization"), std::string::npos);
  }
}

// Permissions that a token can have must be among those that a row accepts, or nobody could call the row.
TEST_F(GraphAccess, EveryRowCanBeReached) {
  const auto& registration = entra::graph_registration();
  for (const Operation& operation : graph::kOperations) {
    const auto delegated = split_words(operation.access.delegated);
    EXPECT_TRUE(std::ranges::any_of(delegated, [&](std::string_view each) {
      return entra::find_scope(registration, each) != nullptr;
    })) << name_of(operation);
    const auto application = split_words(operation.access.application);
    EXPECT_TRUE(application.empty() || std::ranges::any_of(application,
                                                           [&](std::string_view each) {
                                                             return entra::find_role(registration, each) != nullptr;
                                                           }))
        << name_of(operation);
  }
}

TEST_F(GraphAccess, OtherTokensAreRefused) {
  const auto body = body_of(token(redemption(code_for(authorize_fields()))));
  EXPECT_EQ(get("/v1.0/me", text_of(body, "id_token")).status, 401);
  EXPECT_EQ(get("/v1.0/me", "x.y.z").status, 401);
  EXPECT_EQ(get("/v1.0/me", alice.substr(0, alice.rfind('.')) + ".AAAA").status, 401);
  clock.advance(Seconds(3600));
  EXPECT_EQ(get("/v1.0/me", alice).status, 401);
}

TEST_F(GraphAccess, SomebodyWhoIsDisabledGetsNoAnswer) {
  change_user("bob@contoso.example", [](entra::User& user) { user.enabled = false; });
  EXPECT_EQ(get("/v1.0/me", bob).status, 401);
  ASSERT_TRUE(store.change_principal(principal_of(kWeb).id, [](entra::ServicePrincipal& principal) {
    principal.enabled = false;
    return Result<void>();
  }));
  EXPECT_EQ(get("/v1.0/users", app_token("User.Read.All")).status, 401);
}

TEST_F(GraphAccess, ErrorsHaveGraphsShape) {
  const auto refused = get("/v1.0/users/nobody@contoso.example", alice);
  EXPECT_EQ(at(refused, "error/innerError/date"), "2027-01-15T08:00:00");
  EXPECT_EQ(at(refused, "error/innerError/request-id"), *refused.find("request-id"));
  EXPECT_EQ(at(refused, "error/innerError/client-request-id"), *refused.find("client-request-id"));
  const auto nowhere = get("/v1.0/nothing", alice);
  EXPECT_EQ(nowhere.status, 404);
  EXPECT_EQ(code_of(nowhere), "ResourceNotFound");
  const auto method = call("PUT", "/v1.0/me", alice);
  EXPECT_EQ(method.status, 405);
  EXPECT_EQ(*method.find("Allow"), "GET, HEAD, OPTIONS");
}

}  // namespace
}  // namespace sallyport::directory
