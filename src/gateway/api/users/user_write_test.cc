#include "gateway/api/users/user_write.h"

#include <gtest/gtest.h>

#include "gateway/api/users/people_world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::flag;
using testing::PeopleWorld;
using testing::replace;
using testing::Told;

const std::string kUsers = "/api/v1/users";
const std::string kEve = R"({"name":"eve","email":"eve@contoso.example"})";

TEST(CreateUser, InvitesTheAccountThatProvesTheAddress) {
  PeopleWorld world;
  const Told made = world.post(kUsers, R"({"name":"eve","email":"Eve@contoso.example","displayName":"Eve E",)"
                                       R"("description":"new","timezone":"Europe/Berlin","roles":[")" +
                                           world.id_of_role("DataSteward") + R"("]})");
  ASSERT_EQ(made.status, 201) << made.text("message");
  EXPECT_EQ(made.text("name"), "eve");
  EXPECT_EQ(made.text("displayName"), "Eve E");
  EXPECT_EQ(made.text("timezone"), "Europe/Berlin");
  EXPECT_EQ(made.names("roles"), "DataSteward");
  EXPECT_EQ(made.text("updatedBy"), "ann");
  EXPECT_EQ(world.arrive("eve"), made.text("id")) << "linked at the first sign-in";
  EXPECT_EQ(world.user("eve").names("roles"), "DataSteward");
  EXPECT_EQ(world.user("eve").text("displayName"), "Eve E");
}

TEST(CreateUser, WhoIsThereAlreadyIs409) {
  PeopleWorld world;
  EXPECT_EQ(world.post(kUsers, kEve).status, 201);
  const Told again = world.post(kUsers, kEve);
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.text("message"), "Entity already exists");
  world.arrive("bob");
  EXPECT_EQ(world.post(kUsers, R"({"name":"bob","email":"bob@contoso.example"})").status, 409);
}

TEST(CreateUser, WrongBodiesAreRefused) {
  PeopleWorld world;
  for (const char* body :
       {R"({"name":"eve"})", R"({"email":"eve@contoso.example"})", R"({"name":"eve","email":"no address"})",
        R"({"name":"mallory","email":"eve@contoso.example"})", R"({"name":7,"email":"eve@contoso.example"})",
        R"({"name":"eve","email":"eve@contoso.example","password":"secret"})",
        R"({"name":"eve","email":"eve@contoso.example","isOwner":true})",
        R"({"name":"eve","email":"eve@contoso.example","roles":"Admin"})",
        R"({"name":"eve","email":"eve@contoso.example","timezone":"<b>"})",
        R"({"name":"eve","email":"eve@contoso.example","profile":{"images":{"image":"javascript:x"}}})", R"([])", "{"})
    EXPECT_EQ(world.post(kUsers, body).status, 400) << body;
  EXPECT_EQ(world.post(kUsers, R"({"name":"eve","email":"eve@contoso.example","roles":["lost"]})").status, 404);
  EXPECT_EQ(world.user("eve").status, 404) << "what was refused has left nobody behind";
}

TEST(CreateUser, ABotsAccountIsMadeAsItIs) {
  PeopleWorld world;
  const Told made = world.post(kUsers, R"({"name":"robot","email":"robot@contoso.example","isBot":true,)"
                                       R"("authenticationMechanism":{"authType":"JWT"},"roles":[")" +
                                           world.id_of_role("IngestionBotRole") + R"("]})");
  ASSERT_EQ(made.status, 201) << made.text("message");
  EXPECT_TRUE(flag(made, "isBot"));
  EXPECT_EQ(made.names("roles"), "IngestionBotRole");
  EXPECT_TRUE(made.text("email").ends_with("@no-address.example")) << "nobody vouches for one";
  EXPECT_EQ(world.post(kUsers, R"({"name":"Upper","email":"x@contoso.example","isBot":true})").status, 400);
  EXPECT_EQ(world.post(kUsers, R"({"name":"r2","email":"x@contoso.example","isBot":true,"isAdmin":true})").status, 400);
}

TEST(CreateUser, NeedsTheRightAndGivesNobodyMoreThanThat) {
  PeopleWorld world;
  world.arrive("bob");
  EXPECT_EQ(world.ask("bob", "POST", kUsers, kEve).status, 403);
  EXPECT_EQ(world.ask("bob", "POST", kUsers, "{").status, 403) << "before the body is read";
  ASSERT_EQ(
      world
          .post("/api/v1/policies", R"({"name":"makers","rules":[{"name":"m","effect":"allow","operations":["Create"],)"
                                    R"("resources":["user"]}]})")
          .status,
      201);
  ASSERT_EQ(world.post("/api/v1/roles", R"({"name":"Maker","policies":["makers"]})").status, 201);
  world.give("bob", "Maker");
  for (const char* more : {R"("isAdmin":true)", R"("isBot":true)", R"("roles":["DataSteward"])", R"("teams":["x"])"})
    EXPECT_EQ(
        world.ask("bob", "POST", kUsers, R"({"name":"eve","email":"eve@contoso.example",)" + std::string(more) + "}")
            .status,
        403)
        << more;
  EXPECT_EQ(world.ask("bob", "POST", kUsers, R"({"name":"eve","email":"eve@contoso.example","isAdmin":false})").status,
            201);
}

TEST(PatchUser, ThePersonMayChangeTheirProfileAndNothingElse) {
  PeopleWorld world;
  const std::string bob = world.arrive("bob");
  const std::string team = world.make_team("shop");
  const std::string path = kUsers + "/" + bob;
  const auto own = [&](std::string_view member, std::string_view value) {
    return world.ask("bob", "PATCH", path, replace(member, value)).status;
  };
  EXPECT_EQ(own("/displayName", R"("Bobby")"), 200);
  EXPECT_EQ(own("/description", R"("**me**")"), 200);
  EXPECT_EQ(own("/timezone", R"("UTC")"), 200);
  EXPECT_EQ(own("/profile", R"({"images":{"image":"https://img.example/b"}})"), 200);
  for (const auto& [member, value] :
       std::map<std::string, std::string>{{"/isAdmin", "true"},
                                          {"/isBot", "true"},
                                          {"/roles", R"([{"id":")" + world.id_of_role("DataSteward") + R"("}])"},
                                          {"/roles/-", R"({"id":")" + world.id_of_role("DataSteward") + R"("})"},
                                          {"/teams", R"([{"id":")" + team + R"("}])"},
                                          {"/teams/-", R"({"id":")" + team + R"("})"},
                                          {"/deleted", "false"},
                                          {"/email", R"("root@contoso.example")"},
                                          {"/name", R"("root")"},
                                          {"/id", R"("x")"},
                                          {"/version", "9.9"},
                                          {"/inheritedRoles", "[]"},
                                          {"/somethingNew", "1"},
                                          {"", R"({"isAdmin":true})"}})
    EXPECT_EQ(own(member, value), 403) << member;
  const std::string moved = R"([{"op":"move","from":"/description","path":"/isAdmin"}])";
  EXPECT_EQ(world.ask("bob", "PATCH", path, moved).status, 403);
  const Told after = world.user("bob");
  EXPECT_EQ(after.text("displayName"), "Bobby");
  EXPECT_EQ(after.text("timezone"), "UTC");
  EXPECT_EQ(*after.body.find("version"), json::Value(0.5));
  EXPECT_EQ(after.names("roles"), "");
  EXPECT_EQ(after.names("teams"), "");
  EXPECT_FALSE(flag(after, "isAdmin"));
}

TEST(PatchUser, SomebodyElseNeedsTheOperationOfEachMember) {
  PeopleWorld world;
  const std::string path = kUsers + "/" + world.arrive("eva");
  world.arrive("bob");
  EXPECT_EQ(world.ask("bob", "PATCH", path, replace("/description", R"("a consumer may")")).status, 200);
  EXPECT_EQ(world.ask("bob", "PATCH", path, replace("/displayName", R"("x")")).status, 403);
  EXPECT_EQ(world.ask("bob", "PATCH", path, replace("/timezone", R"("UTC")")).status, 403);
  world.give("bob", "DataSteward");
  EXPECT_EQ(world.ask("bob", "PATCH", path, replace("/displayName", R"("Evi")")).status, 200);
  EXPECT_EQ(world.ask("bob", "PATCH", path, replace("/isAdmin", "true")).status, 403);
  EXPECT_EQ(world
                .ask("bob", "PATCH", path,
                     R"([{"op":"add","path":"/description","value":"x"},{"op":"add","path":"/isAdmin","value":true}])")
                .status,
            403)
      << "one that is refused refuses all";
  EXPECT_EQ(world.user("eva").text("description"), "a consumer may");
}

TEST(PatchUser, AnAdministratorCannotSetWhatIsNotTheirs) {
  PeopleWorld world;
  const std::string path = kUsers + "/" + world.arrive("bob");
  for (const char* member : {"/name", "/email", "/id", "/isBot", "/deleted", "/updatedBy", "/secret"})
    EXPECT_EQ(world.patch(path, replace(member, R"("x")")).status, 400) << member;
  EXPECT_EQ(world.patch(path, R"([{"op":"remove","path":"/email"}])").status, 400);
  EXPECT_EQ(world.patch(path, replace("/roles", R"([{"id":"lost"}])")).status, 404);
  EXPECT_EQ(world.patch(path, replace("/timezone", "7")).status, 400);
  EXPECT_EQ(world.patch(path, "{").status, 400);
  EXPECT_EQ(world.patch(path, R"([{"op":"test","path":"/displayName","value":"other"}])").status, 409);
  EXPECT_EQ(world.patch(kUsers + "/name/nobody", replace("/timezone", R"("UTC")")).status, 404);
  EXPECT_EQ(*world.user("bob").body.find("version"), json::Value(0.1));
}

TEST(PatchUser, ARoleGivenByHandCountsAtOnceAndEndsAtOnce) {
  PeopleWorld world;
  world.arrive("bob");
  const std::string path = kUsers + "/name/bob";
  world.give("bob", "DataSteward");
  EXPECT_EQ(world.ask("bob", "GET", kUsers + "/loggedInUser").names("roles"), "DataSteward");
  EXPECT_EQ(world.patch(path, R"([{"op":"remove","path":"/roles/0"}])").status, 200);
  EXPECT_EQ(world.ask("bob", "GET", kUsers + "/loggedInUser").names("roles"), "");
}

TEST(PatchUser, MembershipsOfOthersAreNeitherTouchedNorTaken) {
  PeopleWorld world;
  const PersonId bob(world.arrive("bob"));
  const std::string team = world.make_team("shop");
  auto& inside = world.world;
  ASSERT_TRUE(inside.identities->replace_roles(bob, identity::Origin::provider, {"FromProvider"}));
  ASSERT_TRUE(inside.team_members->join(bob, {identity::EntityId(team), identity::Origin::provider}));
  EXPECT_EQ(world.user("bob").names("roles"), "FromProvider");
  EXPECT_EQ(world.patch(kUsers + "/name/bob", replace("/roles", "[]")).status, 400) << "not given by hand";
  EXPECT_EQ(world.patch(kUsers + "/name/bob", replace("/teams", "[]")).status, 400);
  EXPECT_EQ(world
                .patch(kUsers + "/name/bob", R"([{"op":"add","path":"/roles/-","value":{"id":")" +
                                                 world.id_of_role("DataSteward") + R"("}}])")
                .status,
            200);
  EXPECT_EQ(inside.identities->find_by_id(bob)->value().memberships,
            (std::vector<identity::Membership>{{"DataSteward", identity::Origin::administrator},
                                               {"FromProvider", identity::Origin::provider}}));
}

TEST(PatchUser, OfTwoEditorsTheSecondIsToldSo) {
  PeopleWorld world;
  world.arrive("bob");
  const std::string path = kUsers + "/name/bob";
  const std::string seen = world.user("bob").tag;
  EXPECT_EQ(world.patch(path, replace("/timezone", R"("UTC")"), {{"If-Match", seen}}).status, 200);
  EXPECT_EQ(world.patch(path, replace("/description", R"("late")"), {{"If-Match", seen}}).status, 412);
  EXPECT_EQ(world.remove(path, {{"If-Match", seen}}).status, 412);
  EXPECT_EQ(world.patch(path, replace("/description", R"("now")"), {{"If-Match", world.user("bob").tag}}).status, 200);
  EXPECT_EQ(world.user("bob").text("timezone"), "UTC");
}

TEST(PutUser, AddsOrChanges) {
  PeopleWorld world;
  const Told made = world.put(kUsers, kEve);
  EXPECT_EQ(made.status, 201);
  const Told changed = world.put(kUsers, R"({"name":"eve","email":"eve@contoso.example","description":"x",)"
                                         R"("isAdmin":false,"roles":null})");
  EXPECT_EQ(changed.status, 200) << changed.text("message");
  EXPECT_EQ(changed.text("id"), made.text("id"));
  EXPECT_EQ(changed.text("description"), "x");
  EXPECT_EQ(world.put(kUsers, R"({"name":"eve","email":"eve@contoso.example","isBot":true})").status, 400);
}

TEST(PutUser, ThePersonMayChangeTheirProfileAndNothingElse) {
  PeopleWorld world;
  world.arrive("bob");
  const auto own = [&](const std::string& more) {
    return world.ask("bob", "PUT", kUsers, R"({"name":"bob","email":"bob@contoso.example",)" + more + "}").status;
  };
  EXPECT_EQ(own(R"("displayName":"Bobby","isAdmin":false)"), 200);
  for (const char* more :
       {R"("isAdmin":true)", R"("roles":[])", R"("teams":[])", R"("isAdmin":true,"displayName":"x")"})
    EXPECT_EQ(own(more), 403) << more;
  EXPECT_EQ(world.ask("bob", "PUT", kUsers, kEve).status, 403) << "somebody else";
  EXPECT_EQ(world.user("bob").text("displayName"), "Bobby");
}

TEST(DeleteUser, ShutsThePersonOutUntilTheyAreRestored) {
  PeopleWorld world;
  const std::string id = world.arrive("bob");
  world.give("bob", "DataSteward");
  EXPECT_EQ(world.ask("bob", "DELETE", kUsers + "/" + id).status, 403) << "not even oneself";
  const Told deleted = world.remove(kUsers + "/" + id);
  EXPECT_EQ(deleted.status, 200);
  EXPECT_TRUE(flag(deleted, "deleted"));
  EXPECT_EQ(world.ask("bob", "GET", kUsers + "/loggedInUser").status, 403) << "the token is dead";
  EXPECT_EQ(world.as(world.token("bob"), "GET", kUsers + "/loggedInUser").status, 403) << "and so is a new one";
  EXPECT_EQ(world.get(kUsers + "/" + id).status, 404);
  EXPECT_EQ(world.get(kUsers + "/" + id + "?include=all").status, 200);
  EXPECT_EQ(world.remove(kUsers + "/" + id).status, 404) << "twice";
  EXPECT_EQ(world.patch(kUsers + "/" + id, replace("/timezone", R"("UTC")")).status, 404);
  EXPECT_EQ(world.put(kUsers + "/restore", R"({"id":")" + id + R"("})").status, 200);
  EXPECT_EQ(world.put(kUsers + "/restore", R"({"id":")" + id + R"("})").status, 404) << "twice";
  EXPECT_EQ(world.arrive("bob"), id);
  EXPECT_EQ(world.user("bob").names("roles"), "DataSteward");
}

TEST(DeleteUser, OfAnAdministratorIsForAdministrators) {
  PeopleWorld world;
  for (const char* const name : {"bob", "eve", "cid"}) world.arrive(name);
  const std::string rule = R"({"name":"r","effect":"allow","operations":["Delete","EditAll","ViewAll"],)"
                           R"("resources":["user"]})";
  ASSERT_EQ(world.post("/api/v1/policies", testing::policy_body("PeoplePolicy", rule)).status, 201);
  ASSERT_EQ(world.post("/api/v1/roles", R"({"name":"PeopleRole","policies":["PeoplePolicy"]})").status, 201);
  world.give("bob", "PeopleRole");
  ASSERT_EQ(world.patch(kUsers + "/name/eve", replace("/isAdmin", "true")).status, 200);
  const auto as_bob = [&](std::string_view method, const std::string& path, const std::string& body = {}) {
    return world.ask("bob", method, path, body).status;
  };
  for (const std::string name : {"ann", "eve"}) {
    EXPECT_EQ(as_bob("DELETE", kUsers + "/name/" + name), 403) << name;
    EXPECT_EQ(as_bob("DELETE", kUsers + "/name/" + name + "?hardDelete=true"), 403) << name;
  }
  const std::string eve = world.remove(kUsers + "/name/eve").text("id");
  EXPECT_EQ(as_bob("PUT", kUsers + "/restore", R"({"id":")" + eve + R"("})"), 403) << "the right would come back";
  EXPECT_EQ(as_bob("DELETE", kUsers + "/name/cid"), 200);
}

TEST(DisabledUser, IsShutOutAndStaysInTheLists) {
  PeopleWorld world;
  const std::string bob = world.arrive("bob");
  const std::string path = "/api/sallyport/v1/users/" + bob + "/disabled";
  EXPECT_FALSE(flag(world.get(path), "disabled"));
  EXPECT_EQ(world.ask("bob", "PUT", path, R"({"disabled":true})").status, 403);
  EXPECT_EQ(world.ask("bob", "GET", path).status, 403);
  EXPECT_TRUE(flag(world.put(path, R"({"disabled":true})"), "disabled"));
  EXPECT_EQ(world.ask("bob", "GET", kUsers + "/loggedInUser").status, 403);
  EXPECT_EQ(world.user("bob").status, 200);
  for (const char* body : {"{}", R"({"disabled":"no"})", R"({"disabled":false,"isAdmin":true})"})
    EXPECT_EQ(world.put(path, body).status, 400) << body;
  EXPECT_FALSE(flag(world.put(path, R"({"disabled":false})"), "disabled"));
  EXPECT_EQ(world.arrive("bob"), bob);
  EXPECT_EQ(world.put("/api/sallyport/v1/users/9188040d-0000-4c5b-b112-36a304b66dad/disabled", "{}").status, 404);
}

TEST(DeleteUser, EndsTheSessions) {
  PeopleWorld world;
  world.world.sign_in();
  const auto sessions = [&] { return world.world.sessions->list({}, 10, world.world.clock.now()).value().size(); };
  ASSERT_EQ(sessions(), 1u);
  const auto made = world.world.sessions->list({}, 10, world.world.clock.now()).value();
  EXPECT_EQ(world.remove(kUsers + "/" + made.front().person.value).status, 200);
  EXPECT_EQ(sessions(), 0u);
  EXPECT_EQ(world.world.get("/check").status, 401);
}

TEST(DeleteUser, WhoIsRemovedForGoodComesBackAsSomebodyElse) {
  PeopleWorld world;
  const std::string id = world.arrive("bob");
  world.give("bob", "DataSteward");
  EXPECT_EQ(world.remove(kUsers + "/" + id + "?hardDelete=true").status, 200);
  EXPECT_EQ(world.get(kUsers + "/" + id + "?include=all").status, 404);
  const std::string again = world.arrive("bob");
  EXPECT_NE(again, id);
  EXPECT_EQ(world.user("bob").names("roles"), "");
  EXPECT_EQ(world.get(kUsers + "/" + again + "/versions").list("versions").size(), 1u);
}

TEST(Administrators, ByHandBeginAndEndAtOnce) {
  PeopleWorld world;
  world.arrive("bob");
  EXPECT_EQ(world.patch(kUsers + "/name/bob", replace("/isAdmin", "true")).status, 200);
  EXPECT_TRUE(flag(world.ask("bob", "GET", kUsers + "/loggedInUser"), "isAdmin"));
  EXPECT_EQ(world.ask("bob", "POST", kUsers, kEve).status, 201);
  EXPECT_EQ(world.patch(kUsers + "/name/bob", replace("/isAdmin", "false")).status, 200);
  EXPECT_EQ(world.ask("bob", "DELETE", kUsers + "/name/eve").status, 403);
}

TEST(Administrators, OutOfTheConfigurationIsOutOfTheRight) {
  PeopleWorld world;
  EXPECT_EQ(world.get(kUsers).status, 200);
  EXPECT_EQ(world.post(kUsers, kEve).status, 201);
  reload(world.world, [](Settings& settings) { settings.authorizer.admin_principals = {"somebody"}; });
  EXPECT_FALSE(flag(world.get(kUsers + "/loggedInUser"), "isAdmin"));
  EXPECT_EQ(world.remove(kUsers + "/name/eve").status, 403);
}

TEST(Administrators, TheLastOneByHandCannotLockEverybodyOut) {
  PeopleWorld world;
  const std::string bob = kUsers + "/" + world.arrive("bob");
  ASSERT_EQ(world.patch(bob, replace("/isAdmin", "true")).status, 200);
  reload(world.world, [](Settings& settings) { settings.authorizer.admin_principals.clear(); });
  const auto as_bob = [&](std::string_view method, const std::string& path, const std::string& body = {}) {
    return world.ask("bob", method, path, body);
  };
  const Told refused = as_bob("PATCH", bob, replace("/isAdmin", "false"));
  EXPECT_EQ(refused.status, 409);
  EXPECT_NE(refused.text("message"), "");
  EXPECT_EQ(as_bob("DELETE", bob).status, 409);
  EXPECT_EQ(as_bob("DELETE", bob + "?hardDelete=true").status, 409);
  world.arrive("eva");
  ASSERT_EQ(as_bob("PATCH", kUsers + "/name/eva", replace("/isAdmin", "true")).status, 200);
  EXPECT_EQ(as_bob("PATCH", bob, replace("/isAdmin", "false")).status, 200) << "another one is left";
}

TEST(Administrators, ANameThatNobodyBearsMakesNobodyOne) {
  PeopleWorld world;
  const std::string bob = kUsers + "/" + world.arrive("bob");
  ASSERT_EQ(world.patch(bob, replace("/isAdmin", "true")).status, 200);
  reload(world.world, [](Settings& settings) { settings.authorizer.admin_principals = {"nobody"}; });
  EXPECT_EQ(world.ask("bob", "PATCH", bob, replace("/isAdmin", "false")).status, 409);
  reload(world.world, [](Settings& settings) { settings.authorizer.admin_principals = {"ann"}; });
  EXPECT_EQ(world.ask("bob", "PATCH", bob, replace("/isAdmin", "false")).status, 200) << "Ann has been here";
}

TEST(Administrators, TheLastOneWhomTheConfigurationNamesCannotBeShutOut) {
  PeopleWorld world;
  const std::string ann = kUsers + "/" + world.get(kUsers + "/loggedInUser").text("id");
  EXPECT_EQ(world.remove(ann).status, 409);
  EXPECT_EQ(world.remove(ann + "?hardDelete=true").status, 409);
  const std::string disabled = "/api/sallyport/v1" + ann.substr(std::string("/api/v1").size()) + "/disabled";
  EXPECT_EQ(world.put(disabled, R"({"disabled":true})").status, 409);
  world.arrive("bob");
  ASSERT_EQ(world.patch(kUsers + "/name/bob", replace("/isAdmin", "true")).status, 200);
  EXPECT_EQ(world.put(disabled, R"({"disabled":true})").status, 200);
  EXPECT_EQ(world.ask("bob", "PATCH", kUsers + "/name/bob", replace("/isAdmin", "false")).status, 409)
      << "Ann is kept out";
}

TEST(ChangeUser, TheAuditTrailKeepsWhatWasAndWhatIs) {
  PeopleWorld world;
  const std::string path = kUsers + "/" + world.post(kUsers, kEve).text("id");
  EXPECT_EQ(*world.changed("created", "after").find("name"), json::Value("eve"));
  EXPECT_TRUE(world.changed("created", "before").empty()) << "there was nobody";
  ASSERT_EQ(world.patch(path, replace("/displayName", "\"Eve E\"")).status, 200);
  EXPECT_EQ(*world.changed("changed", "after").find("displayName"), json::Value("Eve E"));
  EXPECT_NE(world.changed("changed", "before").find("version"), nullptr);
  EXPECT_FALSE(world.changed("changed", "after").contains("name")) << "it is the same";
  ASSERT_EQ(world.remove(path).status, 200);
  EXPECT_EQ(*world.changed("deleted", "after").find("deleted"), json::Value(true));
  ASSERT_EQ(world.remove(path + "?hardDelete=true").status, 200);
  EXPECT_EQ(*world.changed("removed", "before").find("name"), json::Value("eve"));
  EXPECT_TRUE(world.changed("removed", "after").empty()) << "there is nobody";
}

}  // namespace
}  // namespace sallyport::gateway
