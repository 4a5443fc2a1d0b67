// Users over SCIM: how they are made, found, changed, kept out and bound to the account that signs in.
#include <gtest/gtest.h>

#include "gateway/api/scim/scim_world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::flag;
using testing::ScimWorld;
using testing::Told;

const std::string kDisable = ScimWorld::patch_body(R"({"op":"Replace","path":"active","value":"False"})");
const std::string kEnable = ScimWorld::patch_body(R"({"op":"replace","path":"active","value":true})");

class ScimUsers : public ::testing::Test {
 protected:
  Told patch(const std::string& id, const std::string& operations, testing::Headers headers = {}) {
    return world_.scim("PATCH", "/Users/" + id, ScimWorld::patch_body(operations), std::move(headers));
  }
  int status_of_token(const std::string& name) { return world_.ask(name, "GET", "/api/v1/users/loggedInUser").status; }

  ScimWorld world_;
};

TEST_F(ScimUsers, ANewOneIsAnsweredWithItsIdTagAndAddress) {
  const Told made =
      world_.scim("POST", "/Users", ScimWorld::user_body("bob", R"(,"displayName":"Bob B","active":true)"));
  ASSERT_EQ(made.status, 201) << made.text("detail");
  const std::string id = made.text("id");
  EXPECT_EQ(world_.last.header("Content-Type"), "application/scim+json; charset=utf-8");
  EXPECT_EQ(world_.last.header("Location"), "https://app.example/scim/v2/Users/" + id);
  EXPECT_EQ(made.tag, "\"" + id + "/1\"");
  EXPECT_EQ(made.text("userName"), "bob@contoso.example");
  EXPECT_TRUE(flag(made, "active"));
  const Told seen = world_.scim("GET", "/Users/" + id);
  EXPECT_EQ(seen.status, 200);
  EXPECT_EQ(json::print(seen.body), json::print(made.body));
  EXPECT_EQ(world_.user("bob").text("displayName"), "Bob B") << "administrators see the person";
}

TEST_F(ScimUsers, AreBoundToTheAccountWithTheirObjectId) {
  const std::string id = world_.add("bob");
  EXPECT_EQ(world_.arrive("bob"), id);
}

TEST_F(ScimUsers, WithoutAnObjectIdAreBoundToTheAccountThatProvesTheAddress) {
  const Told made = world_.scim("POST", "/Users", R"({"userName":"bob@contoso.example","externalId":"bob"})");
  ASSERT_EQ(made.status, 201) << made.text("detail");
  EXPECT_EQ(world_.arrive("bob"), made.text("id"));
}

TEST_F(ScimUsers, NobodyElseGetsThePersonOfAnObjectId) {
  const Told made = world_.scim(
      "POST", "/Users", R"({"userName":"bob@contoso.example","externalId":"99999999-0000-0000-0000-ffffffffffff"})");
  ASSERT_EQ(made.status, 201) << made.text("detail");
  EXPECT_NE(world_.arrive("bob"), made.text("id")) << "the address alone does not count";
}

TEST_F(ScimUsers, AreFoundByFiltersAndWhoIsNotThereIsNoError) {
  const std::string id = world_.add("bob");
  world_.add("cid");
  EXPECT_EQ(ScimWorld::total(world_.find("Users", R"(userName eq "BOB@contoso.example")")), 1);
  EXPECT_EQ(ScimWorld::total(world_.find("Users", R"(externalId eq ")" + ScimWorld::object_id("bob") + "\"")), 1);
  EXPECT_EQ(ScimWorld::total(world_.find("Users", R"(id eq ")" + id + R"(" and active eq true)")), 1);
  EXPECT_EQ(ScimWorld::total(world_.find("Users", R"(userName sw "bob" or userName sw "cid")")), 2);
  const Told none = world_.find("Users", R"(userName eq "9f0e9e0c-1b1b-4f4f-8c8c-aaaaaaaaaaaa")");
  EXPECT_EQ(none.status, 200);
  EXPECT_EQ(ScimWorld::total(none), 0);
  EXPECT_TRUE(none.list("Resources").empty());
}

TEST_F(ScimUsers, ListsComeInPages) {
  for (const char* name : {"bob", "cid", "dan"}) world_.add(name);
  const Told page = world_.scim("GET", "/Users?startIndex=2&count=1&attributes=userName");
  EXPECT_EQ(ScimWorld::total(page), 3);
  ASSERT_EQ(page.list("Resources").size(), 1u);
  EXPECT_EQ(page.list("Resources").front().as_object()->size(), 3u) << "schemas, id, userName";
  EXPECT_EQ(world_.scim("GET", "/Users?startIndex=-5&count=0").list("Resources").size(), 0u);
  EXPECT_EQ(world_.scim("GET", "/Users?count=100000").list("Resources").size(), 3u);
  EXPECT_EQ(world_.scim("GET", "/Users?count=many").text("scimType"), "invalidValue");
  EXPECT_EQ(world_.scim("GET", "/Users?sortBy=userName").status, 400);
  EXPECT_EQ(world_.scim("GET", "/Users?attributes=id&excludedAttributes=name").status, 400);
  EXPECT_EQ(ScimWorld::total(world_.scim("POST", "/Users/.search", R"({"filter":"userName sw \"b\"","count":5})")), 1);
}

TEST_F(ScimUsers, SomebodyWhoIsDisabledLosesSessionsAndTokensAtOnce) {
  const std::string id = world_.add("bob");
  ASSERT_EQ(world_.sign_in_as("bob"), 204);
  EXPECT_EQ(status_of_token("bob"), 200);
  const Told disabled = world_.scim("PATCH", "/Users/" + id, kDisable);
  EXPECT_EQ(disabled.status, 200) << disabled.text("detail");
  EXPECT_FALSE(flag(disabled, "active"));
  EXPECT_EQ(world_.session_status(), 401);
  EXPECT_EQ(status_of_token("bob"), 403);
  EXPECT_TRUE(world_.world.sessions->list_of(PersonId(id), 10, world_.world.clock.now())->empty());
  const Told why = world_.get("/api/sallyport/v1/users/" + id + "/disabled");
  EXPECT_TRUE(flag(why, "deprovisioned")) << "administrators see who keeps them out";
  EXPECT_FALSE(flag(why, "disabled"));
  EXPECT_EQ(world_.scim("PATCH", "/Users/" + id, kEnable).status, 200);
  EXPECT_EQ(status_of_token("bob"), 200);
}

TEST_F(ScimUsers, ARetryEndsTheSessionsThatTheFirstTryCouldNot) {
  const std::string id = world_.add("bob");
  ASSERT_EQ(world_.sign_in_as("bob"), 204);
  world_.world.sessions->down = true;
  EXPECT_EQ(world_.scim("PATCH", "/Users/" + id, kDisable).status, 503);
  EXPECT_EQ(world_.last.header("Retry-After"), "5");
  world_.world.sessions->down = false;
  EXPECT_EQ(world_.scim("PATCH", "/Users/" + id, kDisable).status, 200);
  EXPECT_TRUE(world_.world.sessions->list_of(PersonId(id), 10, world_.world.clock.now())->empty());
}

TEST_F(ScimUsers, WhatAnAdministratorHasDisabledStaysSo) {
  const std::string id = world_.add("bob");
  world_.arrive("bob");
  EXPECT_EQ(world_.put("/api/sallyport/v1/users/" + id + "/disabled", R"({"disabled":true})").status, 200);
  EXPECT_EQ(world_.scim("PATCH", "/Users/" + id, kDisable).status, 200);
  EXPECT_EQ(world_.scim("PATCH", "/Users/" + id, kEnable).status, 200);
  EXPECT_EQ(status_of_token("bob"), 403);
}

TEST_F(ScimUsers, SomebodyWhoIsDeletedIsGoneForTheClientAndSignedOut) {
  const std::string id = world_.add("bob");
  ASSERT_EQ(world_.sign_in_as("bob"), 204);
  EXPECT_EQ(world_.scim("DELETE", "/Users/" + id).status, 204);
  EXPECT_TRUE(world_.last.body.empty());
  EXPECT_EQ(world_.session_status(), 401);
  EXPECT_EQ(world_.scim("GET", "/Users/" + id).status, 404);
  EXPECT_EQ(world_.scim("DELETE", "/Users/" + id).status, 404) << "a retry";
  EXPECT_TRUE(flag(world_.user("bob"), "deleted")) << "administrators can restore them";
}

TEST_F(ScimUsers, WhoNeverCameIsRemovedForGood) {
  EXPECT_EQ(world_.scim("DELETE", "/Users/" + world_.add("bob")).status, 204);
  EXPECT_EQ(world_.user("bob").status, 404);
}

TEST_F(ScimUsers, AReplacementSaysEverything) {
  const std::string id = world_.add("bob");
  EXPECT_EQ(patch(id, R"({"op":"add","path":"title","value":"Dr."})").text("title"), "Dr.");
  const Told replaced = world_.scim("PUT", "/Users/" + id, ScimWorld::user_body("bob", R"(,"nickName":"B")"));
  EXPECT_EQ(replaced.status, 200);
  EXPECT_EQ(replaced.text("nickName"), "B");
  EXPECT_EQ(replaced.text("title"), "");
}

TEST_F(ScimUsers, OfTwoEditorsTheSecondHearsOfTheFirst) {
  const Told made = world_.scim("POST", "/Users", ScimWorld::user_body("bob"));
  const std::string id = made.text("id");
  const std::string change = R"({"op":"add","path":"title","value":"T"})";
  const Told first = patch(id, change, {{"If-Match", made.tag}});
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.tag, "\"" + id + "/2\"");
  EXPECT_EQ(patch(id, R"({"op":"remove","path":"title"})", {{"If-Match", made.tag}}).status, 412);
  EXPECT_EQ(world_.scim("DELETE", "/Users/" + id, {}, {{"If-Match", made.tag}}).status, 412);
  EXPECT_EQ(patch(id, R"({"op":"remove","path":"title"})", {{"If-Match", "*"}}).status, 200);
  EXPECT_EQ(patch(id, change, {{"If-Match", "nonsense"}}).status, 400);
}

TEST_F(ScimUsers, WhoIsThereAlreadyIs409) {
  world_.add("bob");
  const Told again = world_.scim("POST", "/Users", ScimWorld::user_body("bob"));
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.text("scimType"), "uniqueness");
  EXPECT_EQ(again.list("schemas").front(), json::Value("urn:ietf:params:scim:api:messages:2.0:Error"));
  world_.arrive("cid");
  EXPECT_EQ(world_.scim("POST", "/Users", ScimWorld::user_body("cid")).text("scimType"), "uniqueness");
}

TEST_F(ScimUsers, SomebodyWhoIsKnownIsLinkedOnlyByAClientThatMayEditUsers) {
  const std::string id = world_.arrive("bob");
  const std::string token = world_.client("hr", R"("Provision","EditAll")", R"("scim","user")");
  const Told linked = world_.tell(token, "POST", "/Users", ScimWorld::user_body("bob"));
  EXPECT_EQ(linked.status, 201) << linked.text("detail");
  EXPECT_EQ(linked.text("id"), id);
  EXPECT_EQ(world_.tell(token, "PATCH", "/Users/" + id, kDisable).status, 200);
  EXPECT_EQ(status_of_token("bob"), 403);
}

TEST_F(ScimUsers, ARenamedUserIsExpectedUnderTheNewName) {
  const std::string id = world_.add("bob");
  EXPECT_EQ(patch(id, R"({"op":"replace","path":"userName","value":"rob@contoso.example"})").status, 200);
  EXPECT_EQ(world_.user("rob").text("id"), id);
  world_.arrive("cid");
  EXPECT_EQ(patch(id, R"({"op":"replace","path":"userName","value":"cid@contoso.example"})").status, 409);
}

TEST_F(ScimUsers, EachChangeIsInTheAuditTrail) {
  const std::string id = world_.add("bob");
  world_.scim("PATCH", "/Users/" + id, kDisable);
  EXPECT_TRUE(world_.world.log.has("entity_changed"));
  EXPECT_TRUE(world_.world.log.mentions(id));
}

}  // namespace
}  // namespace sallyport::gateway
