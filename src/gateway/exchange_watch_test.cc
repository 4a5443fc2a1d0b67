#include "gateway/exchange_watch.h"

#include <gtest/gtest.h>

#include "gateway/exchange_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::lives_on;
using testing::maintain;
using testing::reload;
using testing::Reply;
using testing::World;

Route route_to(std::string path, RouteAccess access) {
  return testing::route(std::move(path), [&](Route& route) { route.access = access; });
}

World world_with(std::vector<Route> routes) {
  return World([&](Settings& settings) {
    settings.provider.confidential = false;
    settings.routes = routes;
  });
}

World streaming_world() {
  return world_with({route_to("/app", RouteAccess::required), route_to("/maybe", RouteAccess::optional),
                     route_to("/open", RouteAccess::public_)});
}

Headers bearer(World& world) {
  return {{"Authorization", "Bearer " + world.provider.sign(world.provider.id_token_claims())}};
}

std::optional<http::Watch> open(World& world, std::string_view target, const Headers& headers = {}) {
  const Reply reply = headers.empty() ? world.get(target) : world.send("GET", target, headers);
  EXPECT_TRUE(reply.forward) << target << ": " << reply.status;
  return reply.forward ? reply.forward->watch : std::nullopt;
}

TEST(ExchangeWatch, IsOverWhateverACallerHasOpened) {
  RecordProperty("covers", "A5");
  World world = streaming_world();
  EXPECT_FALSE(open(world, "/maybe/events")) << "nobody's";
  EXPECT_FALSE(open(world, "/open/events")) << "everybody's";
  world.sign_in();
  for (const std::string_view target : {"/app/events", "/maybe/events"}) {
    auto watch = open(world, target);
    ASSERT_TRUE(watch) << target;
    EXPECT_TRUE(lives_on(*watch)) << target;
    EXPECT_EQ(watch->glance(), http::Watch::Verdict::go_on) << "looked at a moment ago";
  }
  EXPECT_FALSE(open(world, "/open/events")) << "a public route looks at nobody";
}

TEST(ExchangeWatch, EndsAStreamAfterTheSignOut) {
  RecordProperty("covers", "A5");
  World world = streaming_world();
  world.sign_in();
  auto required = open(world, "/app/events");
  auto optional = open(world, "/maybe/events");
  ASSERT_TRUE(required && optional && lives_on(*required) && lives_on(*optional));
  world.post("/api/v1/auth/logout", {}, {{"Sec-Fetch-Site", "same-origin"}});
  EXPECT_FALSE(lives_on(*required));
  EXPECT_FALSE(lives_on(*optional)) << "also where nobody might have opened it";
}

TEST(ExchangeWatch, EndsAStreamOfAPersonWhoWasDisabledElsewhere) {
  RecordProperty("covers", "A5");
  World world = streaming_world();
  world.sign_in();
  auto by_session = open(world, "/app/events");
  auto by_token = open(world, "/app/events", bearer(world));
  ASSERT_TRUE(by_session && by_token && lives_on(*by_session) && lives_on(*by_token));
  ASSERT_TRUE(world.identities->set_disabled(world.identities->list({}, 1)->front().person.id, true));
  world.sessions->elsewhere.all = true;
  maintain(world.parts->operation);
  EXPECT_FALSE(lives_on(*by_session));
  EXPECT_FALSE(lives_on(*by_token));
}

// Organization gives everybody these roles.
void set_default_roles(World& world, std::vector<std::string> roles) {
  identity::AccessStore& store = world.parts->api.access;
  auto state = store.read().value();
  state.teams.front().content.default_roles = std::move(roles);
  ASSERT_TRUE(store.commit(state.revision, {.teams = {state.teams.front()}}));
}

TEST(ExchangeWatch, FollowsThePoliciesWithoutAskingTheStore) {
  World world = world_with({testing::route("/app", [](Route& route) {
    route.operation = OperationRequirement{.operation = "ViewAll", .resource = "dashboard"};
  })});
  world.sign_in();
  auto watch = open(world, "/app/events");
  ASSERT_TRUE(watch && lives_on(*watch));
  const int finds = world.sessions->finds;
  set_default_roles(world, {"DataConsumer", "DataSteward"});
  EXPECT_TRUE(lives_on(*watch)) << "still allowed";
  EXPECT_EQ(watch->glance(), http::Watch::Verdict::go_on) << "looked at a moment ago";
  set_default_roles(world, {});
  EXPECT_FALSE(lives_on(*watch));
  EXPECT_EQ(world.sessions->finds, finds);
}

// Opens a stream, makes its watch due, and calls `meanwhile` while the look is under way.
void look_slowly(World& world, const std::function<void(http::Watch&)>& meanwhile) {
  world.sign_in();
  auto watch = open(world, "/app/events");
  ASSERT_TRUE(watch && lives_on(*watch));
  world.clock.advance(Seconds(300));
  ASSERT_EQ(watch->glance(), http::Watch::Verdict::look);
  world.sessions->before_find = [&] { meanwhile(*watch); };
  watch->look();
}

TEST(ExchangeWatch, IsAskedOnceWhileItLooks) {
  World world = streaming_world();
  look_slowly(world, [](http::Watch& watch) { EXPECT_EQ(watch.glance(), http::Watch::Verdict::go_on); });
}

TEST(ExchangeWatch, SeesASignOutAtOnceAlsoWhileALookHangs) {
  RecordProperty("covers", "A6");
  World world = streaming_world();
  look_slowly(world, [&](http::Watch& watch) {
    world.post("/api/v1/auth/logout", {}, {{"Sec-Fetch-Site", "same-origin"}});
    EXPECT_EQ(watch.glance(), http::Watch::Verdict::end) << "nobody has to be asked";
  });
}

TEST(ExchangeWatch, LooksAgainIfAnotherProcessHasWrittenWhileALookHangs) {
  RecordProperty("covers", "A6");
  World world = streaming_world();
  look_slowly(world, [&](http::Watch& watch) {
    ASSERT_TRUE(world.identities->set_disabled(world.identities->list({}, 1)->front().person.id, true));
    world.sessions->elsewhere.all = true;
    maintain(world.parts->operation);
    ASSERT_EQ(watch.glance(), http::Watch::Verdict::look);
    EXPECT_FALSE(watch.look());
  });
}

TEST(ExchangeWatch, EndsWithTheToken) {
  World world = streaming_world();
  auto watch = open(world, "/app/events", bearer(world));
  ASSERT_TRUE(watch && lives_on(*watch));
  world.clock.advance(Seconds(3600));
  EXPECT_EQ(watch->glance(), http::Watch::Verdict::end);
}

TEST(ExchangeWatch, OutlivesAReloadThatChangesNothingForIt) {
  World world = streaming_world();
  world.sign_in();
  auto by_session = open(world, "/app/events");
  auto by_token = open(world, "/app/events", bearer(world));
  reload(world, [](Settings& settings) { settings.routes.push_back(route_to("/new", RouteAccess::public_)); });
  EXPECT_EQ(by_session->glance(), http::Watch::Verdict::look);
  EXPECT_TRUE(lives_on(*by_session));
  EXPECT_TRUE(lives_on(*by_token));
  EXPECT_EQ(by_session->glance(), http::Watch::Verdict::go_on) << "asked once";
}

// Whether a stream under "/app" survives a reload with the edited settings.
bool survives(const std::function<void(Settings&)>& edit, bool by_token = false) {
  World world = streaming_world();
  world.sign_in();
  auto watch = by_token ? open(world, "/app/events", bearer(world)) : open(world, "/app/events");
  EXPECT_TRUE(watch && lives_on(*watch));
  reload(world, edit);
  return watch && lives_on(*watch);
}

TEST(ExchangeWatch, EndsAfterAReloadThatWouldNotLetItThrough) {
  RecordProperty("covers", "A5");
  EXPECT_TRUE(survives([](Settings&) {}));
  EXPECT_FALSE(survives([](Settings& settings) { settings.routes[0].requirement.any_role = {"Boss"}; }));
  EXPECT_TRUE(survives([](Settings& settings) { settings.routes[0].requirement.any_role = {"Reader"}; }));
  EXPECT_FALSE(survives([](Settings& settings) { settings.routes.erase(settings.routes.begin()); }));
  EXPECT_FALSE(survives([](Settings& settings) { settings.routes[0].methods = {"POST"}; }));
  EXPECT_FALSE(survives([](Settings& settings) {
    settings.routes[0].upstream = std::make_shared<const http::Upstream>();
  })) << "another application";
  EXPECT_FALSE(survives([](Settings& settings) { settings.server.public_url = "https://other.example"; }));
  EXPECT_FALSE(survives([](Settings& settings) {
    Route closer = route_to("/app/events", RouteAccess::required);
    closer.requirement.any_role = {"Boss"};
    settings.routes.insert(settings.routes.begin(), closer);
  })) << "a closer rule";
}

TEST(ExchangeWatch, EndsWhatATokenOpenedWhereTokensAreJudgedOtherwise) {
  RecordProperty("covers", "A5");
  EXPECT_TRUE(survives([](Settings&) {}, true));
  EXPECT_FALSE(survives([](Settings& settings) { settings.provider.audiences = {"somebody-else"}; }, true));
  EXPECT_FALSE(survives([](Settings& settings) { settings.provider.confidential = true; }, true));
  EXPECT_FALSE(survives([](Settings& settings) { settings.provider.allowed_tenants.clear(); }, true));
  EXPECT_TRUE(survives([](Settings& settings) { settings.provider.audiences = {"somebody-else"}; }))
      << "a session is judged by its own claims";
}

TEST(ExchangeWatch, IsOverAPublicWebSocketForItsRouteAlone) {
  World world = streaming_world();
  const Headers upgrade{{"Connection", "Upgrade"}, {"Upgrade", "websocket"}, {"Origin", "https://app.example"}};
  auto watch = open(world, "/open/ws", upgrade);
  ASSERT_TRUE(watch);
  EXPECT_EQ(watch->glance(), http::Watch::Verdict::go_on);
  reload(world, [](Settings& settings) { settings.routes[2].access = RouteAccess::required; });
  EXPECT_FALSE(lives_on(*watch));
}

TEST(ExchangeWatch, LivesWhileTheExchangeIsGoneAlready) {  // a worker may still be looking
  World world = streaming_world();
  world.sign_in();
  const auto watch = open(world, "/app/events");
  ASSERT_TRUE(watch);
  const auto look = watch->look;
  reload(world, [](Settings&) {});
  world.parts.reset();
  EXPECT_TRUE(look());
}

}  // namespace
}  // namespace sallyport::gateway
