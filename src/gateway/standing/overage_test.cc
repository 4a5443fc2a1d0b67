#include "gateway/standing/overage.h"

#include <gtest/gtest.h>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Reply;
using testing::World;

constexpr std::string_view kOverageGroup = "77777777-0000-0000-0000-000000000001";

void too_many_groups(json::Object& claims) {
  claims.set("roles", json::Array{});
  claims.set("_claim_names", json::Object{{"groups", "src1"}});
  claims.set("_claim_sources", json::Object{{"src1", json::Object{{"endpoint", "https://evil.example/steal"}}}});
}

void with_group_rule(Settings& settings) {
  settings.roles.rules = {{identity::Claim::group, std::string(kOverageGroup), "Writer"}};
}

void with_graph(Settings& settings) {
  with_group_rule(settings);
  settings.provider.graph_client = settings.provider.client;
}

std::string access_token(const World& world) {
  json::Object claims = world.provider.id_token_claims();
  claims.set("scp", "access_as_user");
  claims.set("azp", "some-client");
  return world.provider.sign(claims);
}

TEST(Overage, IsResolvedThroughGraph) {
  World world(with_graph);
  world.provider.edit = too_many_groups;
  world.provider.graph_groups = {std::string(kOverageGroup)};
  EXPECT_EQ(world.sign_in().status, 303);
  EXPECT_EQ(world.get("/check?role=Writer").status, 204);
  EXPECT_EQ(world.provider.graph_requests, 1);
}

TEST(Overage, WithoutAClientForGraphNobodyIsLetIn) {
  World world(with_group_rule);
  world.provider.edit = too_many_groups;
  const Reply reply = world.sign_in();
  EXPECT_EQ(reply.status, 403);
  EXPECT_NE(reply.body.find("Graph"), std::string::npos);
  EXPECT_EQ(world.sessions->created, 0);
  EXPECT_EQ(world.people(), 0U);
}

TEST(Overage, WhenGraphFailsNobodyIsLetIn) {
  RecordProperty("covers", "JWT-26");
  for (const int status : {403, 429, 500}) {
    World world(with_graph);
    world.provider.edit = too_many_groups;
    world.provider.graph_status = status;
    EXPECT_EQ(world.sign_in().status, 503) << status;
    EXPECT_EQ(world.sessions->created, 0);
    EXPECT_EQ(world.people(), 0U);
  }
}

TEST(Overage, DoesNotMatterWhereNoRuleLooksAtGroups) {
  World world;
  world.provider.edit = too_many_groups;
  EXPECT_EQ(world.sign_in().status, 303);
  EXPECT_EQ(world.get("/check").header("X-Auth-Request-Groups"), "");
}

TEST(Overage, AnotherClientForGraphGetsATokenOfItsOwn) {
  World world(with_graph);
  world.provider.edit = too_many_groups;
  world.sign_in();
  EXPECT_EQ(world.provider.last_token_request.text("client_id"), testing::kClient);
  testing::reload(world, [](Settings& settings) { settings.provider.graph_client->id = ClientId("graph-client"); });
  world.sign_in();
  EXPECT_EQ(world.provider.last_token_request.text("grant_type"), "client_credentials");
  EXPECT_EQ(world.provider.last_token_request.text("client_id"), "graph-client");
}

TEST(Overage, SurvivesARenewal) {
  World world(with_graph);
  world.provider.edit = too_many_groups;
  world.provider.graph_groups = {std::string(kOverageGroup)};
  world.sign_in();
  world.provider.nonce.clear();
  world.clock.advance(Seconds(3600));
  EXPECT_EQ(world.get("/check?role=Writer").status, 204);
  EXPECT_EQ(world.provider.graph_requests, 2) << "asked anew: the groups may have changed";
  world.provider.graph_groups.clear();
  world.clock.advance(Seconds(3600));
  EXPECT_EQ(world.get("/check?role=Writer").status, 403);
}

TEST(Overage, WorksForBearerTokensAndIsRememberedForMinutes) {
  World world(with_graph);
  world.provider.edit = too_many_groups;
  world.provider.graph_groups = {std::string(kOverageGroup)};
  const std::string token = access_token(world);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(world.send("GET", "/check?role=Writer", {{"Authorization", "Bearer " + token}}).status, 204);
    world.clock.advance(Seconds(61));
  }
  EXPECT_EQ(world.provider.graph_requests, 1);
}

TEST(Overage, OfABearerTokenFailsClosed) {
  World world(with_group_rule);
  world.provider.edit = too_many_groups;
  const Reply reply = world.send("GET", "/check", {{"Authorization", "Bearer " + access_token(world)}});
  EXPECT_EQ(reply.status, 403);
  EXPECT_NE(reply.body.find("groups"), std::string::npos);
}

}  // namespace
}  // namespace sallyport::gateway
