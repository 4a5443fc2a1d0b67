// Deleting roles, policies and teams over HTTP.
#include <gtest/gtest.h>

#include "gateway/api/entities/api_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::ApiWorld;
using testing::policy_body;
using testing::Told;

TEST(DeleteEntity, IsSoftUnlessAskedOtherwise) {
  ApiWorld api;
  ASSERT_EQ(api.post("/api/v1/policies", policy_body("P")).status, 201);
  const std::string path = api.path_of("policies", "P");
  const Told told = api.remove("/api/v1/policies/name/P");
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(*told.body.find("deleted"), json::Value(true));
  EXPECT_EQ(*told.body.find("version"), json::Value(0.2));
  EXPECT_EQ(api.remove(path).status, 404) << "it is deleted already";
  EXPECT_EQ(api.get(path + "/versions").list("versions").size(), 2U);
}

TEST(DeleteEntity, ForGoodTakesTheVersionsAlong) {
  ApiWorld api;
  ASSERT_EQ(api.post("/api/v1/policies", policy_body("P")).status, 201);
  const std::string path = api.path_of("policies", "P");
  ASSERT_EQ(api.remove(path).status, 200);
  const Told told = api.remove(path + "?hardDelete=true");
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(told.text("name"), "P");
  EXPECT_EQ(api.get(path + "?include=all").status, 404);
  EXPECT_EQ(api.get(path + "/versions").status, 404);
  EXPECT_EQ(api.remove(path + "?hardDelete=true").status, 404);
  EXPECT_EQ(api.post("/api/v1/policies", policy_body("P")).status, 201) << "the name is free";
  EXPECT_NE(api.path_of("policies", "P"), path) << "and a new one has a new id";
}

TEST(DeleteEntity, OfTheSystemIsRefused) {
  ApiWorld api;
  for (const auto& [list, name, type] :
       std::vector<std::array<std::string, 3>>{{"roles", "DataConsumer", "role"},
                                               {"policies", "OrganizationPolicy", "policy"},
                                               {"teams", "Organization", "team"}}) {
    for (const char* query : {"", "?hardDelete=true", "?hardDelete=true&recursive=true"}) {
      const Told told = api.remove("/api/v1/" + list + "/name/" + name + query);
      EXPECT_EQ(told.status, 400) << list << query;
      EXPECT_EQ(told.text("message"), "System entity [" + name + "] of type " + type + " can not be deleted.");
    }
  }
}

TEST(DeleteEntity, OfWhatIsInUseIsRefused) {
  ApiWorld api;
  ASSERT_EQ(api.post("/api/v1/policies", policy_body("P")).status, 201);
  ASSERT_EQ(api.post("/api/v1/roles", R"({"name":"R","policies":["P"]})").status, 201);
  const Told told = api.remove("/api/v1/policies/name/P?hardDelete=true");
  EXPECT_EQ(told.status, 400);
  EXPECT_EQ(told.text("message"), "It cannot be deleted: it is in use by the role R");
  EXPECT_EQ(api.remove("/api/v1/roles/name/R").status, 200);
  EXPECT_EQ(api.remove("/api/v1/policies/name/P").status, 200);
}

TEST(DeleteEntity, RefusesFlagsThatAreNone) {
  ApiWorld api;
  ASSERT_EQ(api.post("/api/v1/policies", policy_body("P")).status, 201);
  for (const char* query : {"hardDelete=yes", "hardDelete=1", "recursive=x", "hardDelete=true&hardDelete=false"})
    EXPECT_EQ(api.remove(std::string("/api/v1/policies/name/P?") + query).status, 400) << query;
  EXPECT_EQ(api.get("/api/v1/policies/name/P").status, 200);
}

}  // namespace
}  // namespace sallyport::gateway
