// What people complained about at OpenMetadata, in what concerns roles, policies and teams. Each test has the number of
// the complaint in its name; docs/openmetadata.md lists them.
#include <gtest/gtest.h>

#include "gateway/api/entities/api_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::ApiWorld;
using testing::policy_body;
using testing::replace;
using testing::Told;

// CVE-2024-28253: PUT /policies evaluated the condition before it asked whether the caller may do that.
TEST(Complaint, CVE_2024_28253_ConditionsAreNotReadForThoseWithoutTheRight) {
  ApiWorld api;
  const std::string anybody = api.token("bob");
  const std::string evil = R"x({"name":"r","effect":"allow","operations":["All"],"resources":["All"],)x"
                           R"x("condition":"T(java.lang.Runtime).getRuntime().exec('touch /tmp/x')"})x";
  for (const char* method : {"PUT", "POST"}) {
    const Told refused = api.as(anybody, method, "/api/v1/policies", policy_body("P", evil));
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.text("message").find("column"), std::string::npos) << "it was not parsed";
    const Told told = method == std::string_view("PUT") ? api.put("/api/v1/policies", policy_body("P", evil))
                                                        : api.post("/api/v1/policies", policy_body("P", evil));
    EXPECT_EQ(told.status, 400) << "and an administrator learns where it is wrong";
    EXPECT_NE(told.text("message").find("column"), std::string::npos) << told.text("message");
  }
  const std::string policy = api.path_of("policies", "OrganizationPolicy");
  EXPECT_EQ(api.as(anybody, "PATCH", policy, replace("/rules/-", evil)).status, 403);
  EXPECT_EQ(api.as(anybody, "PATCH", policy, "[{").status, 403) << "not even as JSON";
  EXPECT_EQ(api.as(anybody, "PUT", "/api/v1/policies", "{").status, 403);
}

// CVE-2024-28255: parameters in a path went around the check of the token.
TEST(Complaint, CVE_2024_28255_APathParameterOpensNothing) {
  ApiWorld api;
  for (const char* path : {"/api/v1;v1%2Fusers%2Flogin/policies", "/api/v1/policies;x=/api/v1/users/login",
                           "/api/v1/users/login/../../policies", "/api/v1/policies/;v1%2fusers%2flogin"})
    EXPECT_NE(api.world.send("GET", path).status, 200) << path;
}

// 21532 asks that names are labels; here: an entity that is made anew under an old name gets nothing of the old one.
TEST(Complaint, 21532_ANameIsOnlyALabel) {
  ApiWorld api;
  const std::string old = api.post("/api/v1/policies", policy_body("P")).text("id");
  ASSERT_EQ(api.remove("/api/v1/policies/name/P?hardDelete=true").status, 200);
  const std::string made = api.post("/api/v1/policies", policy_body("P")).text("id");
  EXPECT_NE(made, old);
  EXPECT_EQ(api.get("/api/v1/policies/" + made + "/versions").list("versions").size(), 1U);
}

// 12815, 25508: what a policy said was decided only when somebody ran into it. A rule that can never match is refused.
TEST(Complaint, 12815_25508_AConditionIsCheckedWhenItIsSaved) {
  ApiWorld api;
  for (const char* condition : {"isOwned()", "inAnyTeam()", "inAnyTeam('Nowhere')", "matchAnyTag(", "isOwner() &&"}) {
    const std::string rule = R"({"name":"r","effect":"allow","operations":["All"],"resources":["All"],"condition":")" +
                             std::string(condition) + "\"}";
    const Told told = api.post("/api/v1/policies", policy_body("P", rule));
    EXPECT_TRUE(told.status == 400 || told.status == 404) << condition;
    EXPECT_NE(told.text("message"), "") << condition;
  }
}

// 22413, 5564: whoever saved a form last undid what others had set. Two editors of one version cannot.
TEST(Complaint, 22413_5564_AnOldFormDoesNotUndoANewChange) {
  ApiWorld api;
  const Told seen = api.get("/api/v1/teams/name/Organization");
  const std::string path = "/api/v1/teams/" + seen.text("id");
  ASSERT_EQ(api.patch(path, replace("/description", "\"new\"")).status, 200);
  EXPECT_EQ(api.patch(path, replace("/description", "\"old\""), {{"If-Match", seen.tag}}).status, 412);
  EXPECT_EQ(api.get(path).text("description"), "new");
}

// 25181: roles that a team inherits were forgotten by one of two evaluators. What the API shows is what decides.
TEST(Complaint, 25181_InheritedRolesCountAsShown) {
  ApiWorld api;
  ASSERT_EQ(api.patch("/api/v1/teams/name/Organization", replace("/defaultRoles/-", "\"DataSteward\"")).status, 200);
  ASSERT_EQ(api.post("/api/v1/teams", R"({"name":"Shop","teamType":"Group"})").names("inheritedRoles"),
            "DataConsumer,DataSteward");
  const std::string anybody = api.token("bob");
  EXPECT_EQ(api.as(anybody, "PATCH", "/api/v1/teams/name/Shop", replace("/displayName", "\"The shop\"")).status, 200)
      << "only a steward may";
}

// 11348: what a client sent wrongly was answered with 500.
TEST(Complaint, 11348_AnErrorIsNeverA500) {
  ApiWorld api;
  for (const char* path : {"/api/v1/roles/name/%00", "/api/v1/roles/name/%ff%fe", "/api/v1/roles?fields=%00",
                           "/api/v1/teams?parentTeam=%ff", "/api/v1/policies/name/a%2fb"}) {
    const auto reply = api.world.send("GET", path, {{"Authorization", "Bearer " + api.token("ann")}});
    EXPECT_GE(reply.status, 400) << path;
    EXPECT_LT(reply.status, 500) << path;
  }
}

// 11348: a token with a key id that nobody knows was answered with 500.
TEST(Complaint, 11348_AnUnknownKeyIs401WithAChallenge) {
  ApiWorld api;
  const std::string token = api.world.provider.sign(api.world.provider.id_token_claims(), "nobody's");
  const auto reply = api.world.send("GET", "/api/v1/roles", {{"Authorization", "Bearer " + token}});
  EXPECT_EQ(reply.status, 401);
  EXPECT_TRUE(reply.header("WWW-Authenticate").starts_with("Bearer")) << reply.header("WWW-Authenticate");
}

}  // namespace
}  // namespace sallyport::gateway
