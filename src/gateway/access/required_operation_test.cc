// A route may ask the policies about the object that a path names: what passes, what is denied, and what happens if
// the policies are unknown.
#include <gtest/gtest.h>

#include "gateway/operation/maintenance.h"
#include "gateway/world_fixture.h"
#include "identity/access/access_edit.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::Reply;
using testing::World;

Route route(std::string path, OperationRequirement operation) {
  Route made;
  made.path = std::move(path);
  made.operation = std::move(operation);
  made.upstream = std::make_shared<const http::Upstream>();
  return made;
}

void dashboards(Settings& settings) {
  settings.routes = {
      route("/dashboards", {.operation = "ViewAll", .resource = "dashboard", .id = AttributeSource{.segment = 0}}),
      route("/admin", {.operation = "Delete", .resource = "dashboard"})};
}

Reply ask(World& world, std::string_view path) {
  return world.send("GET", path, {{"Cookie", "__Host-sallyport=" + world.session_cookie()}});
}

// Commits as the API does.
template <class Content>
void add(World& world, Content content) {
  identity::AccessStore& store = world.parts->api.access;
  const identity::EntityId id("id of " + content.name);
  const auto changes = create_entity(store.read().value(), identity::Vocabulary::open_metadata(), id,
                                     std::move(content), {}, {"ann", {}});
  ASSERT_TRUE(changes) << changes.error().reason << changes.error().detail;
  ASSERT_TRUE(store.commit(store.revision().value(), *changes));
}

// Gives the person who signed in the role, as an operator command does.
void give_role(World& world, const std::string& role) {
  const PersonId person = world.identities->list({}, 1).value().front().person.id;
  ASSERT_TRUE(world.identities->give_role(person, {role, identity::Origin::administrator}));
  world.sessions->elsewhere = {.people = true, .sessions = {world.sessions->last.digest}};
  hear_changes(world.parts->operation);
}

// A role that may not view the dashboard 7.
void deny_dashboard_7(World& world) {
  add(world, identity::Policy{"NotSeven",
                              {{.name = "rule",
                                .effect = identity::Effect::deny,
                                .resources = {"dashboard"},
                                .operations = {"ViewAll"},
                                .condition = "matchAttribute('id', '7')"}}});
  add(world, identity::Role{"NoSeven", {"NotSeven"}});
  give_role(world, "NoSeven");
}

TEST(RequiredOperation, PassesWhatThePoliciesAllow) {
  World world(dashboards);
  world.sign_in();
  EXPECT_TRUE(ask(world, "/dashboards/7").forward) << "a DataConsumer may view";
  EXPECT_EQ(ask(world, "/check/dashboards/7").status, 200);
  EXPECT_TRUE(ask(world, "/dashboards/7").forward) << "also from the cache";
}

TEST(RequiredOperation, DeniesWhatTheyDoNotAllowAndSaysWhich) {
  World world(dashboards);
  world.sign_in();
  const Reply reply = ask(world, "/admin");
  EXPECT_EQ(reply.status, 403);
  EXPECT_NE(reply.body.find("operations [Delete] not allowed"), std::string::npos) << reply.body;
  EXPECT_EQ(ask(world, "/check/admin").status, 403);
}

TEST(RequiredOperation, PassesAnAdministrator) {
  World world([](Settings& settings) {
    dashboards(settings);
    settings.authorizer.admin_principals = {"ann"};
  });
  world.sign_in();
  EXPECT_TRUE(ask(world, "/admin").forward);
}

TEST(RequiredOperation, AsksNobodyWithoutASession) {
  World world(dashboards);
  EXPECT_EQ(world.send("GET", "/dashboards/7").status, 401);
  EXPECT_EQ(world.send("GET", "/check/dashboards/7").status, 401);
}

TEST(RequiredOperation, IsAboutTheObjectThatThePathNames) {
  World world(dashboards);
  world.sign_in();
  deny_dashboard_7(world);
  EXPECT_EQ(ask(world, "/dashboards/7").status, 403);
  EXPECT_EQ(ask(world, "/dashboards/7/edit").status, 403);
  EXPECT_EQ(ask(world, "/check/dashboards/7").status, 403);
  EXPECT_TRUE(ask(world, "/dashboards/8").forward);
}

TEST(RequiredOperation, IsDeniedIfTheObjectIsUnknownAndARuleMayDenyIt) {
  World world(dashboards);
  world.sign_in();
  deny_dashboard_7(world);
  EXPECT_EQ(ask(world, "/dashboards").status, 403);
  EXPECT_EQ(ask(world, "/dashboards/").status, 403);
}

TEST(RequiredOperation, NeedsTheRolesOfTheRouteToo) {
  World world([](Settings& settings) {
    dashboards(settings);
    settings.routes.front().requirement.any_role = {"Auditor"};
  });
  world.sign_in();
  EXPECT_EQ(ask(world, "/dashboards/7").status, 403);
  give_role(world, "Auditor");
  EXPECT_TRUE(ask(world, "/dashboards/7").forward);
}

TEST(RequiredOperation, FollowsAChangeOfThePoliciesAtTheNextRequest) {
  World world(dashboards);
  world.sign_in();
  ASSERT_TRUE(ask(world, "/dashboards/7").forward);
  identity::AccessStore& store = world.parts->api.access;
  auto state = store.read().value();
  auto& team = state.teams.front();
  ASSERT_EQ(team.content.name, "Organization");
  team.content.default_roles.clear();
  ASSERT_TRUE(store.commit(state.revision, {.teams = {team}}));
  EXPECT_EQ(ask(world, "/dashboards/7").status, 403);
}

// Signs in with three browsers, asks with each until its session is in the cache, and returns the cookies.
std::vector<std::string> three_cached_sessions(World& world) {
  std::vector<std::string> cookies;
  for (int i = 0; i < 3; ++i) {
    world.jar.clear();
    world.sign_in();
    cookies.push_back("__Host-sallyport=" + world.session_cookie());
  }
  for (int round = 0; round < 2; ++round)  // the loop takes what the last worker found at the next request
    for (const auto& cookie : cookies) EXPECT_TRUE(world.send("GET", "/dashboards/7", {{"Cookie", cookie}}).forward);
  return cookies;
}

// Organization no longer gives everybody the role DataConsumer.
identity::AccessChanges without_default_roles(identity::AccessStore& store) {
  auto team = store.read().value().teams.front();
  team.content.default_roles.clear();
  return {.teams = {std::move(team)}};
}

TEST(RequiredOperation, JudgesCachedSessionsByChangedPoliciesWithoutAskingTheStore) {
  World world(dashboards);
  const auto cookies = three_cached_sessions(world);
  const int finds = world.sessions->finds;
  const int deferred = world.deferred;
  identity::AccessStore& here = world.parts->api.access;
  ASSERT_TRUE(here.commit(here.revision().value(), without_default_roles(here)));
  for (const auto& cookie : cookies) EXPECT_EQ(world.send("GET", "/dashboards/7", {{"Cookie", cookie}}).status, 403);
  EXPECT_EQ(world.sessions->finds, finds);
  EXPECT_EQ(world.deferred, deferred) << "the loop itself judges them";
}

TEST(RequiredOperation, JudgesThemLikewiseByWhatAnotherNodeHasChanged) {
  World world(dashboards);
  const auto cookies = three_cached_sessions(world);
  const int finds = world.sessions->finds;
  ASSERT_TRUE(world.access.commit(world.access.revision().value(), without_default_roles(world.access)));
  world.sessions->elsewhere.people = true;
  hear_changes(world.parts->operation);
  for (const auto& cookie : cookies) EXPECT_EQ(world.send("GET", "/dashboards/7", {{"Cookie", cookie}}).status, 403);
  EXPECT_EQ(world.sessions->finds, finds);
}

TEST(RequiredOperation, ReadsTheSessionsAgainAfterAChangeOfTheTeams) {
  World world(dashboards);
  world.sign_in();
  ASSERT_TRUE(ask(world, "/dashboards/7").forward);
  const int finds = world.sessions->finds;
  add(world, identity::Team{.name = "Data", .parents = {"Organization"}});
  EXPECT_TRUE(ask(world, "/dashboards/7").forward);
  EXPECT_EQ(world.sessions->finds, finds + 1) << "only the store knows who is in a team that is back";
}

TEST(RequiredOperation, Gets503FromTheCacheTooOncePoliciesHaveBeenUnknownForLong) {
  World world(dashboards);
  world.sign_in();
  ASSERT_TRUE(ask(world, "/dashboards/7").forward);
  ASSERT_TRUE(world.access.commit(world.access.revision().value(), without_default_roles(world.access)));
  world.access.down = true;
  world.sessions->elsewhere.people = true;
  hear_changes(world.parts->operation);
  EXPECT_TRUE(ask(world, "/dashboards/7").forward) << "by the last that were read";
  world.clock.advance(Seconds(30));
  hear_changes(world.parts->operation);
  doubt_caches(world.parts->operation);
  EXPECT_EQ(ask(world, "/dashboards/7").status, 503);
  world.access.down = false;
  hear_changes(world.parts->operation);
  EXPECT_EQ(ask(world, "/dashboards/7").status, 403);
}

TEST(RequiredOperation, Gets503WhileThePoliciesAreUnknown) {
  World world(dashboards);
  world.sign_in();
  world.shared->policies.withdraw();
  EXPECT_EQ(ask(world, "/dashboards/7").status, 503);
  EXPECT_EQ(ask(world, "/check/dashboards/7").status, 503);
  hear_changes(world.parts->operation);
  EXPECT_TRUE(ask(world, "/dashboards/7").forward) << "the failure was not cached";
}

TEST(RequiredOperation, IsAskedOfABearerTokenToo) {
  World world([](Settings& settings) {
    dashboards(settings);
    settings.provider.confidential = false;
  });
  const Headers bearer{{"Authorization", "Bearer " + world.provider.sign(world.provider.id_token_claims())}};
  EXPECT_TRUE(world.send("GET", "/dashboards/7", bearer).forward);
  EXPECT_TRUE(world.send("GET", "/dashboards/7", bearer).forward) << "also from the cache";
  EXPECT_EQ(world.send("GET", "/admin", bearer).status, 403);
}

// Makes a personal token of the person who signed in, over the API, and returns the header that carries it.
Headers token_of(World& world, const std::string& scope) {
  const Reply made =
      world.send("PUT", "/api/v1/users/security/token",
                 {{"Cookie", "__Host-sallyport=" + world.session_cookie()}, {"Content-Type", "application/json"}},
                 R"({"tokenName": "t", "JWTTokenExpiry": "7", "scope": )" + scope + "}");
  EXPECT_EQ(made.status, 200) << made.body;
  const auto body = json::parse_object(made.body);
  return {{"Authorization", "Bearer " + (body ? *body->find("jwtToken")->as_string() : "")}};
}

TEST(RequiredOperation, ATokenForOperationsHasThemAndNothingElse) {
  World world([](Settings& settings) {
    dashboards(settings);
    settings.routes.push_back(route("/plain", {}));
    settings.routes.back().operation.reset();
  });
  world.sign_in();
  const Headers view = token_of(world, R"({"operations": [{"resource": "dashboard", "operations": ["ViewAll"]}]})");
  EXPECT_TRUE(world.send("GET", "/dashboards/7", view).forward);
  EXPECT_TRUE(world.send("GET", "/dashboards/7", view).forward) << "also from the cache";
  EXPECT_EQ(world.send("GET", "/check/dashboards/7", view).status, 200);
  EXPECT_EQ(world.send("GET", "/check/dashboards/7", view).header("X-Auth-Request-Roles"), "");
  EXPECT_EQ(world.send("GET", "/admin", view).status, 403);
  for (const std::string_view asked_nothing : {"/plain", "/check", "/check?role=DataConsumer", "/check/plain"})
    EXPECT_EQ(world.send("GET", asked_nothing, view).status, 403) << asked_nothing;
  const Headers page = token_of(world, R"({"operations": [{"resource": "table", "operations": ["All"]}]})");
  EXPECT_EQ(world.send("GET", "/dashboards/7", page).status, 403);
}

TEST(RequiredOperation, ATokenForOperationsIsDeniedWhatItsOwnerIsDenied) {
  World world(dashboards);
  world.sign_in();
  deny_dashboard_7(world);
  const Headers all = token_of(world, R"({"operations": [{"resource": "All", "operations": ["All"]}]})");
  EXPECT_EQ(world.send("GET", "/dashboards/7", all).status, 403);
  EXPECT_TRUE(world.send("GET", "/dashboards/8", all).forward);
}

// With a few of its owner's roles alone it would escape what another role or a team of the owner denies.
TEST(RequiredOperation, ATokenForRolesHasWhatTheyAllowAndIsDeniedWhatItsOwnerIsDenied) {
  World world(dashboards);
  world.sign_in();
  give_role(world, "DataSteward");
  const Headers steward = token_of(world, R"({"roles": ["DataSteward"]})");
  EXPECT_TRUE(world.send("GET", "/dashboards/7", steward).forward);
  const Headers consumer = token_of(world, R"({"roles": ["DataConsumer"]})");
  EXPECT_EQ(world.send("GET", "/dashboards/7", consumer).status, 403) << "the role is the team's, and not the person's";
  deny_dashboard_7(world);
  EXPECT_EQ(world.send("GET", "/dashboards/7", steward).status, 403);
  EXPECT_TRUE(world.send("GET", "/dashboards/8", steward).forward);
}

TEST(RequiredOperation, IsAskedAfterAReloadThatBringsIt) {
  World world([](Settings& settings) {
    dashboards(settings);
    for (Route& one : settings.routes) one.operation.reset();
  });
  world.sign_in();
  EXPECT_TRUE(ask(world, "/admin").forward);
  testing::reload(world, dashboards);
  EXPECT_EQ(ask(world, "/admin").status, 403);
  EXPECT_TRUE(ask(world, "/dashboards/7").forward);
}

}  // namespace
}  // namespace sallyport::gateway
