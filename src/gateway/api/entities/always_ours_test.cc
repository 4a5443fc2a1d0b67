// Which paths are ours if an OpenMetadata is behind us.
#include <gtest/gtest.h>

#include "gateway/api/entities/api_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::World;

// Everything is for an OpenMetadata, which checks our tokens.
void openmetadata_is_behind(Settings& settings) {
  Route route;
  route.path = "/";
  route.access = RouteAccess::public_;
  route.identity = IdentityForm::jwt;
  route.upstream = std::make_shared<const http::Upstream>();
  settings.routes = {route};
}

TEST(EntityPaths, OfOpenMetadataAreLeftToIt) {
  World world(openmetadata_is_behind);
  for (const char* path : {"/api/v1/roles", "/api/v1/policies/name/P", "/api/v1/teams/hierarchy"})
    EXPECT_TRUE(world.send("GET", path).forward) << path;
}

TEST(EntityPaths, OfSallyportAreAlwaysOurs) {
  World world(openmetadata_is_behind);
  for (const char* path :
       {"/api/sallyport/v1/roles", "/api/sallyport/v1/policies/name/P", "/api/sallyport/v1/teams/hierarchy"})
    EXPECT_EQ(world.send("GET", path).status, 401) << path;
}

TEST(EntityPaths, BothAnswerTheSame) {
  testing::ApiWorld api;
  EXPECT_EQ(api.get("/api/sallyport/v1/roles?fields=policies").body, api.get("/api/v1/roles?fields=policies").body);
  EXPECT_EQ(api.put("/api/sallyport/v1/policies", testing::policy_body("P")).status, 201);
  EXPECT_EQ(api.get("/api/v1/policies/name/P").status, 200);
}

}  // namespace
}  // namespace sallyport::gateway
