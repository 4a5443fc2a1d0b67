// Which requests make spans.
#include "gateway/row_span.h"

#include <gtest/gtest.h>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::World;

constexpr std::string_view kSampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

const Span* find(const World& world, std::string_view name) {
  const auto found = std::ranges::find(world.spans.taken, name, &Span::name);
  return found == world.spans.taken.end() ? nullptr : &*found;
}

std::string attribute(const Span& span, std::string_view name) {
  for (const auto& [key, value] : span.attributes)
    if (key == name) return value;
  return {};
}

TEST(RowSpan, ASignInIsTwoSpansAndThatOfItsTokenRequest) {
  World world;
  world.sign_in();
  ASSERT_EQ(world.spans.taken.size(), 3U);
  const Span* const start = find(world, "sign-in");
  const Span* const back = find(world, "callback");
  ASSERT_TRUE(start && back);
  EXPECT_EQ(start->kind, Span::Kind::server);
  EXPECT_EQ(attribute(*start, "http.route"), "/api/v1/auth/login");
  EXPECT_EQ(attribute(*start, "http.response.status_code"), "302");
  EXPECT_EQ(attribute(*back, "http.response.status_code"), "303");
  EXPECT_FALSE(attribute(*back, "sallyport.request_id").empty());
}

TEST(RowSpan, HoldsNoCodeNoTokenAndNoCookie) {
  World world;
  world.sign_in();
  for (const Span& span : world.spans.taken)
    for (const auto& [name, value] : span.attributes) {
      EXPECT_EQ(value.find("code-1"), std::string::npos) << name;
      EXPECT_EQ(value.find(world.session_cookie()), std::string::npos) << name;
      EXPECT_EQ(value.find("eyJ"), std::string::npos) << name;
    }
}

TEST(RowSpan, AFailureOfOursIsMarked) {
  World world;
  const std::string state = world.start();
  world.sessions->down = true;
  world.back(state);
  const Span* const back = find(world, "callback");
  ASSERT_TRUE(back);
  EXPECT_TRUE(back->failed);
}

TEST(RowSpan, ARenewalIsASpanWithItsReasonIfItFails) {
  World world;
  world.sign_in();
  world.spans.taken.clear();
  world.clock.advance(world.settings().sessions.renew_every + Seconds(1));
  world.get("/check");
  ASSERT_EQ(world.spans.taken.size(), 2U);
  EXPECT_EQ(world.spans.taken.front().name, "provider");
  EXPECT_EQ(world.spans.taken.back().name, "renewal");
  EXPECT_FALSE(world.spans.taken.back().failed);
  world.clock.advance(world.settings().sessions.renew_every + Seconds(1));
  world.provider.down = true;
  world.get("/check");
  EXPECT_TRUE(world.spans.taken.back().failed);
  EXPECT_FALSE(attribute(world.spans.taken.back(), "sallyport.reason").empty());
}

TEST(RowSpan, ACheckOrAPageMakesNone) {
  World world;
  world.sign_in();
  world.spans.taken.clear();
  for (int i = 0; i < 3; ++i) world.get("/check", {{"traceparent", std::string(kSampled)}});
  world.get("/");
  EXPECT_TRUE(world.spans.taken.empty());
}

TEST(RowSpan, AProxiedRequestMakesOneWhereItsTraceIsRecorded) {
  World world([](Settings& settings) {
    Route route;
    route.path = "/app";
    route.access = RouteAccess::public_;
    http::Upstream upstream;
    upstream.host = "app.internal";
    upstream.port = "8080";
    route.upstream = std::make_shared<const http::Upstream>(std::move(upstream));
    settings.routes = {route};
  });
  EXPECT_FALSE(world.send("GET", "/app").forward->heard);
  const auto forward = world.send("GET", "/app", {{"traceparent", std::string(kSampled)}}).forward;
  ASSERT_TRUE(forward && forward->heard);
  forward->heard(200);
  ASSERT_EQ(world.spans.taken.size(), 1U);
  EXPECT_EQ(attribute(world.spans.taken.front(), "server.address"), "http://app.internal:8080");
}

}  // namespace
}  // namespace sallyport::gateway
