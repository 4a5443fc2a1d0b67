// What a client, or somebody who is none, must not get by SCIM.
#include <gtest/gtest.h>

#include "gateway/api/scim/scim_world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::ScimWorld;
using testing::Told;

// Whether an answer is an error as RFC 7644 3.12 wants it.
bool is_scim_error(const testing::Reply& reply) {
  const auto body = json::parse_object(reply.body);
  const json::Value* const status = body ? body->find("status") : nullptr;
  const json::Value* const schemas = body ? body->find("schemas") : nullptr;
  return status && *status == json::Value(std::to_string(reply.status)) && schemas &&
         *schemas == json::Value(json::Array{"urn:ietf:params:scim:api:messages:2.0:Error"}) &&
         reply.header("Content-Type") == "application/scim+json; charset=utf-8";
}

class ScimAttacks : public ::testing::Test {
 protected:
  ScimWorld world_;
};

TEST_F(ScimAttacks, WithoutATokenThereIsNothing) {
  for (const char* path : {"/scim/v2/Users", "/scim/v2/Groups", "/scim/v2/Schemas", "/scim/v2/ServiceProviderConfig"}) {
    const auto reply = world_.world.send("GET", path, {});
    EXPECT_EQ(reply.status, 401) << path;
    EXPECT_NE(reply.header("WWW-Authenticate"), "") << path;
    EXPECT_TRUE(is_scim_error(reply)) << reply.body;
  }
}

TEST_F(ScimAttacks, EveryRefusalHasTheShapeOfScim) {
  const std::string bad = "Bearer x";
  const auto send = [&](std::string_view method, std::string_view path) {
    return world_.world.send(method, path,
                             {{"Authorization", bad}, {"Accept", "text/html"}, {"Sec-Fetch-Mode", "navigate"}});
  };
  for (const auto& [method, path, status] :
       {std::tuple{"GET", "/scim/v2/Users", 401}, std::tuple{"PUT", "/scim/v2/Users", 405},
        std::tuple{"DELETE", "/scim/v2/Schemas", 405}, std::tuple{"GET", "/scim/v2/Nothing", 404},
        std::tuple{"GET", "/scim/v2", 404}, std::tuple{"POST", "/scim/v2/Users/1/x", 404}}) {
    const auto reply = send(method, path);
    EXPECT_EQ(reply.status, status) << method << path;
    EXPECT_TRUE(is_scim_error(reply)) << method << path << reply.body;
  }
  EXPECT_NE(send("PUT", "/scim/v2/Users").header("Allow"), "");
  EXPECT_FALSE(is_scim_error(send("GET", "/scim/v2x"))) << "another address";
}

// The ingestion bot may Create and EditAll everything, and must not let people in.
TEST_F(ScimAttacks, NoRoleThatOpenMetadataShipsWithProvisions) {
  const std::string ingestion = world_.bot_token("spider", "IngestionBotRole");
  for (const std::string& token : {ingestion, world_.token_of("bob")}) {
    EXPECT_EQ(world_.tell(token, "GET", "/Users").status, 403);
    EXPECT_EQ(world_.tell(token, "POST", "/Users", ScimWorld::user_body("eve")).status, 403);
    const Told refused = world_.tell(token, "POST", "/Groups", "no JSON");
    EXPECT_EQ(refused.status, 403) << "before the body is looked at";
    EXPECT_EQ(refused.text("status"), "403") << "in the shape of SCIM";
  }
}

TEST_F(ScimAttacks, AClientSeesAndTouchesItsOwnAlone) {
  const std::string bob = world_.add("bob");
  const std::string shop = world_.add_group("Shop");
  const std::string other = world_.client("other");
  EXPECT_EQ(ScimWorld::total(world_.tell(other, "GET", "/Users")), 0);
  for (const std::string& path : {"/Users/" + bob, "/Groups/" + shop}) {
    EXPECT_EQ(world_.tell(other, "GET", path).status, 404) << path;
    EXPECT_EQ(world_.tell(other, "DELETE", path).status, 404) << path;
    const std::string rename = ScimWorld::patch_body(R"({"op":"replace","path":"externalId","value":"x"})");
    EXPECT_EQ(world_.tell(other, "PATCH", path, rename).status, 404) << path;
  }
  const Told mine =
      world_.tell(other, "POST", "/Groups", R"({"displayName":"Desk","members":[{"value":")" + bob + R"("}]})");
  EXPECT_EQ(mine.status, 400) << "a member of another client";
}

TEST_F(ScimAttacks, AnAdministratorIsNeverGotByTheirName) {
  for (const std::string body :
       {R"({"userName":"ann@contoso.example"})", R"({"userName":"ANN@contoso.example","externalId":"x"})",
        R"({"userName":"ann"})", R"({"userName":"x","emails":[{"value":"ann@contoso.example"}]})"})
    EXPECT_GE(world_.scim("POST", "/Users", body).status, 400) << body;
  const std::string id = world_.add("bob");
  const std::string rename = R"({"op":"replace","path":"userName","value":"ann@contoso.example"})";
  EXPECT_EQ(world_.scim("PATCH", "/Users/" + id, ScimWorld::patch_body(rename)).status, 409);
}

TEST_F(ScimAttacks, AnAdministratorByHandIsNotLinked) {
  const std::string bob = world_.arrive("bob");
  ASSERT_EQ(world_.patch("/api/v1/users/" + bob, testing::replace("/isAdmin", "true")).status, 200);
  const std::string hr = world_.client("hr", R"("Provision","EditAll")", R"("scim","user")");
  EXPECT_EQ(world_.tell(hr, "POST", "/Users", ScimWorld::user_body("bob")).status, 409);
}

TEST_F(ScimAttacks, TheLastAdministratorIsNotShutOut) {
  const std::string bob = world_.add("bob");
  world_.arrive("bob");
  ASSERT_EQ(world_.patch("/api/v1/users/" + bob, testing::replace("/isAdmin", "true")).status, 200);
  testing::reload(world_.world, [](Settings& settings) { settings.authorizer.admin_principals.clear(); });
  const std::string off = ScimWorld::patch_body(R"({"op":"replace","path":"active","value":false})");
  EXPECT_EQ(world_.scim("PATCH", "/Users/" + bob, off).status, 409);
  EXPECT_EQ(world_.scim("DELETE", "/Users/" + bob).status, 409);
  EXPECT_EQ(world_.ask("bob", "GET", "/api/v1/users/loggedInUser").status, 200);
}

// adminPrincipals names Ann by her name. A client that knows her object id must not get her by that, and then disable
// her.
TEST_F(ScimAttacks, AnAdministratorWhomTheConfigurationNamesIsNotLinkedByTheirObjectId) {
  const std::string hr = world_.client("hr", R"("Provision","EditAll")", R"("scim","user")");
  const std::string body =
      R"({"userName":"other@contoso.example","externalId":")" + ScimWorld::object_id("ann") + R"(","active":false})";
  EXPECT_EQ(world_.tell(hr, "POST", "/Users", body).status, 409);
  EXPECT_EQ(world_.get("/api/v1/users/loggedInUser").status, 200);
}

// The account that comes first gets what an administrator has given the person.
TEST_F(ScimAttacks, WhoHasRightsAlreadyCannotBecomeAnotherAccountsPerson) {
  const std::string bob = world_.add("bob");
  ASSERT_EQ(world_.patch("/api/v1/users/" + bob, testing::replace("/isAdmin", "true")).status, 200);
  const auto change = [&](const std::string& path, const std::string& value) {
    return world_.scim(
        "PATCH", "/Users/" + bob,
        ScimWorld::patch_body(R"({"op":"replace","path":")" + path + R"(","value":")" + value + R"("})"));
  };
  EXPECT_EQ(change("externalId", ScimWorld::object_id("eve")).status, 409);
  EXPECT_EQ(change("userName", "eve@contoso.example").status, 409);
  EXPECT_EQ(world_.scim("PUT", "/Users/" + bob, ScimWorld::user_body("eve")).status, 409);
  EXPECT_EQ(change("displayName", "Bob").status, 200) << "a name to show is no right";
  EXPECT_EQ(world_.ask("eve", "GET", "/api/v1/users/loggedInUser").text("id") == bob, false);
  EXPECT_EQ(world_.ask("bob", "GET", "/api/v1/users/loggedInUser").text("id"), bob);
}

TEST_F(ScimAttacks, WithoutRightsTheAccountMayStillBeCorrected) {
  const std::string bob = world_.add("bob");
  EXPECT_EQ(world_.scim("PUT", "/Users/" + bob, ScimWorld::user_body("eve")).status, 200);
  EXPECT_EQ(world_.ask("eve", "GET", "/api/v1/users/loggedInUser").text("id"), bob);
}

TEST_F(ScimAttacks, ARequestThatAsksForARightIsRefusedAsAWhole) {
  for (const std::string more : {R"(,"roles":[{"value":"Admin"}])", R"(,"isAdmin":true)", R"(,"entitlements":["x"])",
                                 R"(,"password":"secret")", R"(,"teams":["x"])"})
    EXPECT_EQ(world_.scim("POST", "/Users", ScimWorld::user_body("eve", more)).status, 400) << more;
  EXPECT_EQ(world_.user("eve").status, 404);
  const std::string group = R"({"displayName":"Shop","defaultRoles":["Admin"]})";
  EXPECT_EQ(world_.scim("POST", "/Groups", group).status, 400);
}

TEST_F(ScimAttacks, NobodyGetsIntoAGroupByNamingItAsTheirOwn) {
  const std::string shop = world_.add_group("Shop");
  const std::string groups = R"(,"groups":[{"value":")" + shop + R"("}])";
  const Told eve = world_.scim("POST", "/Users", ScimWorld::user_body("eve", groups));
  EXPECT_EQ(eve.status, 201) << "what is read only is passed over";
  EXPECT_EQ(world_.scim("PUT", "/Users/" + eve.text("id"), ScimWorld::user_body("eve", groups)).status, 200);
  const std::string add =
      ScimWorld::patch_body(R"({"op":"add","path":"groups","value":[{"value":")" + shop + R"("}]})");
  EXPECT_EQ(world_.scim("PATCH", "/Users/" + eve.text("id"), add).text("scimType"), "mutability");
  EXPECT_TRUE(world_.scim("GET", "/Groups/" + shop).list("members").empty());
  EXPECT_TRUE(world_.scim("GET", "/Users/" + eve.text("id")).list("groups").empty());
}

TEST_F(ScimAttacks, APutThatLeavesActiveOutLetsNobodyInAgain) {
  const std::string bob = world_.add("bob");
  world_.arrive("bob");
  const std::string off = ScimWorld::patch_body(R"({"op":"replace","path":"active","value":false})");
  ASSERT_EQ(world_.scim("PATCH", "/Users/" + bob, off).status, 200);
  EXPECT_EQ(world_.scim("PUT", "/Users/" + bob, ScimWorld::user_body("bob")).status, 200);
  EXPECT_EQ(world_.ask("bob", "GET", "/api/v1/users/loggedInUser").status, 403);
  EXPECT_EQ(world_.scim("PUT", "/Users/" + bob, ScimWorld::user_body("bob", R"(,"active":true)")).status, 200);
  EXPECT_EQ(world_.ask("bob", "GET", "/api/v1/users/loggedInUser").status, 200);
}

TEST_F(ScimAttacks, AFilterCannotBeBrokenOutOf) {
  world_.add("bob");
  for (const char* filter : {R"(userName eq "x\" or active eq true or userName eq \"x")",
                             R"(userName eq "' OR 1=1 --")", R"(externalId eq "%")", R"(id eq "' UNION SELECT 1")"})
    EXPECT_EQ(ScimWorld::total(world_.find("Users", filter)), 0) << filter;
  for (const char* filter :
       {R"(userName eq 'x')", R"(userName eq "x)", "((((((((((active eq true))))))))))", "password pr"}) {
    EXPECT_EQ(world_.find("Users", filter).text("scimType"), "invalidFilter") << filter;
  }
}

TEST_F(ScimAttacks, WrongBodiesAreRefusedInTheShapeOfScim) {
  EXPECT_EQ(world_.scim("POST", "/Users", "{").text("scimType"), "invalidSyntax");
  EXPECT_EQ(world_.scim("POST", "/Users", "[]").status, 400);
  EXPECT_EQ(world_.scim("POST", "/Users", R"({"userName":"a","userName":"b"})").status, 400);
  EXPECT_EQ(world_.scim("POST", "/Users", R"({"userName":"no address"})").text("scimType"), "invalidValue");
  EXPECT_EQ(world_.scim("POST", "/Users", ScimWorld::user_body("eve", R"(,"title":")" + std::string(3000, 'x') + "\""))
                .status,
            400);
  const std::string id = world_.add("bob");
  EXPECT_EQ(world_.scim("PATCH", "/Users/" + id, "{}").text("scimType"), "invalidSyntax");
  const auto reply =
      world_.world.send("POST", "/scim/v2/Users",
                        {{"Authorization", "Bearer " + world_.client("text")}, {"Content-Type", "text/plain"}}, "{}");
  EXPECT_EQ(reply.status, 415);
}

TEST_F(ScimAttacks, AClientIsNoUserOfItsOwn) {
  for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE"})
    EXPECT_EQ(world_.scim(method, "/Me").status, 404);
}

TEST_F(ScimAttacks, ABotThatIsDeletedProvisionsNoMore) {
  const std::string other = world_.client("other");
  EXPECT_EQ(world_.tell(other, "GET", "/Users").status, 200);
  EXPECT_EQ(world_.remove("/api/v1/bots/name/other").status, 200);
  EXPECT_GE(world_.tell(other, "GET", "/Users").status, 401);
}

}  // namespace
}  // namespace sallyport::gateway
