// Conditional access through Graph: who may, which bodies are taken, and that what is stored decides about sign-ins.
#include "directory/graph_fixture.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kPolicies = "/v1.0/identity/conditionalAccess/policies";
constexpr std::string_view kLocations = "/v1.0/identity/conditionalAccess/namedLocations";
constexpr std::string_view kMayWrite = "Policy.Read.All Policy.ReadWrite.ConditionalAccess AuditLog.Read.All";

class GraphPolicies : public GraphTest {
 protected:
  GraphPolicies() : admin(token_of("alice@contoso.example", kMayWrite)) {}

  // A body for everybody at the application "Web", with members replaced.
  static std::string body(std::string_view more = R"("grantControls":{"operator":"OR","builtInControls":["mfa"]})") {
    return R"({"displayName":"Test","state":"enabled","conditions":{"users":{"includeUsers":["All"]},"applications":)"
           R"({"includeApplications":[")" +
           std::string(kWeb) + R"("]}},)" + std::string(more) + "}";
  }
  static std::string with_conditions(std::string_view conditions) {
    return R"({"displayName":"Test","state":"enabled","conditions":)" + std::string(conditions) +
           R"(,"grantControls":{"operator":"OR","builtInControls":["block"]}})";
  }
  std::string create(std::string_view content) {
    const auto response = call("POST", kPolicies, admin, content);
    EXPECT_EQ(response.status, 201) << response.body;
    return at(response, "id");
  }
  std::string target_of(std::string_view content) {
    const auto response = call("POST", kPolicies, admin, content);
    EXPECT_EQ(response.status, 400) << content << response.body;
    return at(response, "error/details/0/target");
  }
  static std::string one(std::string_view base, std::string_view id) {
    return std::string(base) + "/" + std::string(id);
  }

  std::string admin;
};

TEST_F(GraphPolicies, APolicyIsMadeReadChangedAndRemoved) {
  const std::string id = create(body());
  const auto shown = get(one(kPolicies, id), admin);
  EXPECT_EQ(at(shown, "conditions/users/includeUsers/0"), "All");
  EXPECT_EQ(at(shown, "conditions/applications/includeApplications/0"), kWeb);
  EXPECT_EQ(at(shown, "conditions/clientAppTypes/0"), "all");
  EXPECT_EQ(at(shown, "grantControls/builtInControls/0"), "mfa");
  EXPECT_EQ(at(shown, "sessionControls"), "null");
  EXPECT_EQ(at(shown, "modifiedDateTime"), "null");
  EXPECT_EQ(each(get(kPolicies, admin), "id"), std::vector{id});
  EXPECT_EQ(call("PATCH", one(kPolicies, id), admin, R"({"state":"disabled"})").status, 204);
  const auto changed = get(one(kPolicies, id), admin);
  EXPECT_EQ(at(changed, "state"), "disabled");
  EXPECT_EQ(at(changed, "grantControls/builtInControls/0"), "mfa") << "what is not named stays";
  EXPECT_NE(at(changed, "modifiedDateTime"), "null");
  EXPECT_EQ(call("PATCH", one(kPolicies, id), admin, changed.body).status, 204) << "as it was read";
  EXPECT_EQ(call("DELETE", one(kPolicies, id), admin).status, 204);
  EXPECT_EQ(get(one(kPolicies, id), admin).status, 404);
}

TEST_F(GraphPolicies, EveryPartOfAPolicyComesBack) {
  const auto location = call("POST", kLocations, admin,
                             R"({"@odata.type":"#microsoft.graph.ipNamedLocation","displayName":"Office",)"
                             R"("isTrusted":true,"ipRanges":[{"@odata.type":"#microsoft.graph.iPv4CidrRange",)"
                             R"("cidrAddress":"192.0.2.0/24"},{"cidrAddress":"2001:db8::7/128"}]})");
  ASSERT_EQ(location.status, 201) << location.body;
  const std::string place = at(location, "id");
  const std::string conditions =
      R"({"clientAppTypes":["browser","mobileAppsAndDesktopClients"],"users":{"includeUsers":["GuestsOrExternalUsers",")" +
      std::string(kDave) + R"("],"excludeUsers":[")" + std::string(kAlice) +
      R"("],"includeRoles":["FE930BE7-5E62-47db-91af-98c3a49a38b1"]},"applications":{"includeApplications":["All"],)"
      R"("excludeApplications":["AAAAAAAA-0000-4000-8000-000000000002"]},"locations":{"includeLocations":["All"],)"
      R"("excludeLocations":["AllTrusted",")" +
      place + R"("]}})";
  const std::string id =
      create(R"({"displayName":"All","state":"enabledForReportingButNotEnforced","conditions":)" + conditions +
             R"(,"grantControls":{"operator":"AND","builtInControls":["mfa","passwordChange"]},)"
             R"("sessionControls":{"signInFrequency":{"value":7,"type":"days","isEnabled":true}}})");
  const auto shown = get(one(kPolicies, id), admin);
  EXPECT_EQ(at(shown, "state"), "enabledForReportingButNotEnforced");
  EXPECT_EQ(at(shown, "conditions/users/includeUsers"), R"(["GuestsOrExternalUsers",")" + std::string(kDave) + R"("])");
  EXPECT_EQ(at(shown, "conditions/users/excludeUsers/0"), kAlice);
  EXPECT_EQ(at(shown, "conditions/users/includeRoles/0"), "fe930be7-5e62-47db-91af-98c3a49a38b1");
  EXPECT_EQ(at(shown, "conditions/applications/excludeApplications/0"), kSpa) << "ids are kept in lower case";
  EXPECT_EQ(at(shown, "conditions/locations/excludeLocations"), R"(["AllTrusted",")" + place + R"("])");
  EXPECT_EQ(at(shown, "conditions/clientAppTypes"), R"(["browser","mobileAppsAndDesktopClients"])");
  EXPECT_EQ(at(shown, "grantControls/operator"), "AND");
  EXPECT_EQ(at(shown, "sessionControls/signInFrequency/value"), "7");
  EXPECT_EQ(at(shown, "sessionControls/signInFrequency/type"), "days");
  EXPECT_EQ(at(get(one(kLocations, place), admin), "ipRanges/1/cidrAddress"), "2001:db8::7/128");
  EXPECT_EQ(call("DELETE", one(kLocations, place), admin).status, 400) << "a policy names it";
  EXPECT_EQ(
      call("PATCH", one(kPolicies, id), admin, R"({"conditions":{"locations":null},"sessionControls":null})").status,
      204);
  EXPECT_EQ(at(get(one(kPolicies, id), admin), "sessionControls"), "null");
  EXPECT_EQ(call("DELETE", one(kLocations, place), admin).status, 204);
}

TEST_F(GraphPolicies, WhatAPolicyCannotMeanIsRefused) {
  const std::string grant = R"("grantControls":{"operator":"OR","builtInControls":)";
  EXPECT_EQ(target_of(body(grant + R"(["block","mfa"]})")), "grantControls");
  EXPECT_EQ(target_of(body(grant + R"(["approvedApplication"]})")), "grantControls.builtInControls");
  EXPECT_EQ(target_of(body(R"("grantControls":null)")), "grantControls");
  EXPECT_EQ(target_of(body(R"("grantControls":{"operator":"XOR","builtInControls":["mfa"]})")),
            "grantControls.operator");
  EXPECT_EQ(target_of(body(R"("sessionControls":{"signInFrequency":{"value":0,"type":"hours","isEnabled":true}})")),
            "sessionControls.signInFrequency");
  EXPECT_EQ(target_of(body(R"("sessionControls":{"persistentBrowser":{"mode":"always","isEnabled":true}})")),
            "sessionControls.persistentBrowser");
  EXPECT_EQ(target_of(R"({"displayName":"x","state":"on"})"), "state");
}

TEST_F(GraphPolicies, ConditionsThatAreNotJudgedAreRefused) {
  const std::string all = R"("users":{"includeUsers":["All"]},"applications":{"includeApplications":["All"]})";
  EXPECT_EQ(target_of(with_conditions("{" + all + R"(,"signInRiskLevels":["high"]})")), "conditions.signInRiskLevels");
  EXPECT_EQ(target_of(with_conditions("{" + all + R"(,"platforms":{"includePlatforms":["android"]}})")),
            "conditions.platforms");
  EXPECT_EQ(target_of(with_conditions("{" + all + R"(,"clientAppTypes":["fax"]})")), "conditions.clientAppTypes");
  EXPECT_EQ(target_of(with_conditions("{" + all + R"(,"moonPhase":"full"})")), "conditions.moonPhase");
  create(with_conditions("{" + all + R"(,"signInRiskLevels":[],"platforms":null})"));
}

TEST_F(GraphPolicies, WhoAndWhatItNamesMustExist) {
  const std::string apps = R"("applications":{"includeApplications":["All"]})";
  const std::string nowhere(kNowhereId);
  EXPECT_EQ(target_of(with_conditions(R"({"users":{"includeUsers":["None"]},)" + apps + "}")), "conditions.users");
  EXPECT_EQ(target_of(with_conditions(R"({"users":{"includeUsers":["Everybody"]},)" + apps + "}")),
            "conditions.users.includeUsers");
  EXPECT_EQ(target_of(with_conditions(R"({"users":{"includeUsers":["All"],"excludeUsers":["All"]},)" + apps + "}")),
            "conditions.users.excludeUsers");
  EXPECT_EQ(target_of(with_conditions(R"({"users":{"includeUsers":[")" + nowhere + R"("]},)" + apps + "}")),
            "conditions.users");
  EXPECT_EQ(target_of(with_conditions(R"({"users":{"includeGroups":[")" + nowhere + R"("]},)" + apps + "}")),
            "conditions.users");
  EXPECT_EQ(target_of(with_conditions(R"({"users":{"includeRoles":[")" + nowhere + R"("]},)" + apps + "}")),
            "conditions.users.includeRoles");
  EXPECT_EQ(target_of(with_conditions(R"({"users":{"includeUsers":["All"]},"applications":{"includeApplications":[")" +
                                      nowhere + R"("]}})")),
            "conditions.applications");
  EXPECT_EQ(target_of(with_conditions(R"({"users":{"includeUsers":["All"]},)" + apps +
                                      R"(,"locations":{"includeLocations":[")" + nowhere + R"("]}})")),
            "conditions.locations");
}

TEST_F(GraphPolicies, ALocationIsOfNetworks) {
  const auto target = [&](std::string_view content) {
    const auto response = call("POST", kLocations, admin, content);
    EXPECT_EQ(response.status, 400) << response.body;
    return at(response, "error/details/0/target");
  };
  EXPECT_EQ(target(R"({"@odata.type":"#microsoft.graph.countryNamedLocation","displayName":"x"})"), "@odata.type");
  EXPECT_EQ(target(R"({"displayName":"x"})"), "ipRanges");
  EXPECT_EQ(target(R"({"displayName":"x","ipRanges":[{"cidrAddress":"192.0.2.7"}]})"), "ipRanges.cidrAddress");
  EXPECT_EQ(target(R"({"displayName":"x","ipRanges":[{"cidrAddress":"0.0.0.0/0"}]})"), "ipRanges");
  EXPECT_EQ(target(R"({"displayName":"","ipRanges":[{"cidrAddress":"192.0.2.0/24"}]})"), "displayName");
}

TEST_F(GraphPolicies, OnlyAGlobalAdministratorWithThePermissionMay) {
  const std::string id = create(body());
  const std::string may_read = token_of("alice@contoso.example", "Policy.Read.All");
  EXPECT_EQ(get(kPolicies, may_read).status, 200);
  EXPECT_EQ(call("POST", kPolicies, may_read, body()).status, 403);
  EXPECT_EQ(call("PATCH", one(kPolicies, id), may_read, "{}").status, 403);
  EXPECT_EQ(call("DELETE", one(kPolicies, id), may_read).status, 403);
  EXPECT_EQ(get(kPolicies, token_of("alice@contoso.example", "Directory.ReadWrite.All")).status, 403);
  for (const auto role : {entra::DirectoryRole::none, entra::DirectoryRole::user_administrator,
                          entra::DirectoryRole::application_administrator}) {
    give_role("bob@contoso.example", role);
    const std::string token = token_of("bob@contoso.example", kMayWrite);
    EXPECT_EQ(get(kPolicies, token).status, 403);
    EXPECT_EQ(call("DELETE", one(kPolicies, id), token).status, 403);
    EXPECT_EQ(get(kLocations, token).status, 403);
  }
  EXPECT_EQ(call("DELETE", one(kPolicies, id), app_token("Policy.Read.All")).status, 403);
  EXPECT_EQ(call("DELETE", one(kPolicies, id), app_token("Policy.ReadWrite.ConditionalAccess")).status, 204);
}

TEST_F(GraphPolicies, AnotherTenantSeesNothing) {
  const std::string id = create(body());
  const std::string foreign = token_of("frank@fabrikam.example", kMayWrite);
  EXPECT_TRUE(each(get(kPolicies, foreign), "id").empty());
  EXPECT_EQ(get(one(kPolicies, id), foreign).status, 404);
  EXPECT_EQ(call("PATCH", one(kPolicies, id), foreign, R"({"state":"disabled"})").status, 404);
  EXPECT_EQ(call("DELETE", one(kPolicies, id), foreign).status, 404);
}

TEST_F(GraphPolicies, TheSignInLogNamesThePolicyThatDecided) {
  const std::string id = create(body(R"("grantControls":{"operator":"OR","builtInControls":["block"]})"));
  const std::string reporting =
      create(R"({"displayName":"Report","state":"enabledForReportingButNotEnforced","conditions":{"users":)"
             R"({"includeUsers":["All"]},"applications":{"includeApplications":["All"]}},)"
             R"("sessionControls":{"signInFrequency":{"value":1,"type":"hours","isEnabled":true}}})");
  EXPECT_EQ(answered(sign_in(authorize(authorize_fields())), "error"), "interaction_required");
  const auto logged = get("/v1.0/auditLogs/signIns?$top=1", admin);
  EXPECT_EQ(at(logged, "value/0/status/errorCode"), "53003");
  EXPECT_EQ(at(logged, "value/0/userPrincipalName"), "alice@contoso.example");
  EXPECT_EQ(at(logged, "value/0/conditionalAccessStatus"), "failure");
  const std::string first = "value/0/appliedConditionalAccessPolicies/0/";
  EXPECT_EQ(at(logged, first + "id"), id);
  EXPECT_EQ(at(logged, first + "result"), "failure");
  EXPECT_EQ(at(logged, first + "enforcedGrantControls"), R"(["block"])");
  const std::string second = "value/0/appliedConditionalAccessPolicies/1/";
  EXPECT_EQ(at(logged, second + "id"), reporting);
  EXPECT_EQ(at(logged, second + "result"), "reportOnlySuccess");
  EXPECT_EQ(at(logged, second + "enforcedSessionControls"), R"(["SignInFrequency"])");
}

}  // namespace
}  // namespace sallyport::directory
