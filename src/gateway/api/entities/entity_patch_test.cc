// Patching roles, policies and teams over HTTP.
#include <gtest/gtest.h>

#include "gateway/api/entities/api_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::ApiWorld;
using testing::policy_body;
using testing::replace;
using testing::Told;

TEST(PatchEntity, ChangesOneMember) {
  ApiWorld api;
  const std::string path = api.path_of("roles", "DataSteward");
  const Told told = api.patch(path, replace("/description", "\"What it is for.\""));
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(told.text("description"), "What it is for.");
  EXPECT_EQ(*told.body.find("version"), json::Value(0.2));
  EXPECT_EQ(told.text("updatedBy"), "ann");
  EXPECT_EQ(told.names("policies"), "DataStewardPolicy");
  const Told removed = api.patch(path, R"([{"op":"remove","path":"/description"}])");
  EXPECT_FALSE(removed.body.contains("description"));
}

TEST(PatchEntity, AddsAndRemovesReferences) {
  ApiWorld api;
  const std::string path = api.path_of("roles", "DataSteward");
  const std::string id = api.get("/api/v1/policies/name/TeamOnlyPolicy").text("id");
  EXPECT_EQ(api.patch(path, replace("/policies/0", R"({"id":")" + id + R"(","type":"policy"})")).names("policies"),
            "TeamOnlyPolicy,DataStewardPolicy");
  EXPECT_EQ(api.patch(path, R"([{"op":"remove","path":"/policies/0"}])").names("policies"), "DataStewardPolicy");
  EXPECT_EQ(api.patch(path, R"([{"op":"remove","path":"/policies/0"}])").status, 400) << "at least one is required";
  EXPECT_EQ(api.patch(path, R"([{"op":"remove","path":"/policies"}])").status, 400);
}

TEST(PatchEntity, ChangesOneRule) {
  ApiWorld api;
  ASSERT_EQ(api.post("/api/v1/policies", policy_body("P")).status, 201);
  const Told told = api.patch("/api/v1/policies/name/P", replace("/rules/0/effect", "\"deny\""));
  ASSERT_EQ(told.status, 200);
  EXPECT_EQ(*told.list("rules").front().as_object()->find("effect"), json::Value("deny"));
}

TEST(PatchEntity, WhatDoesNotDifferIsNoNewVersion) {
  ApiWorld api;
  const std::string path = api.path_of("roles", "DataSteward");
  const Told told = api.patch(path, "[]");
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(*told.body.find("version"), json::Value(0.1));
  EXPECT_EQ(api.get(path + "/versions").list("versions").size(), 1U);
  EXPECT_FALSE(api.world.log.has("entity_changed"));
}

TEST(PatchEntity, CannotSetWhatIsOurs) {
  ApiWorld api;
  const std::string path = api.path_of("roles", "DataSteward");
  for (const std::string& patch :
       {replace("/id", "\"00000000-0000-4000-8000-000000000000\""), replace("/name", "\"Other\""),
        replace("/version", "9.9"), replace("/updatedBy", "\"bob\""), replace("/deleted", "true"),
        replace("/provider", "\"user\""), replace("/isAdmin", "true"), replace("/teams/-", "\"Organization\""),
        std::string(R"([{"op":"remove","path":"/provider"}])"), replace("", "{}"), replace("", "[]"),
        std::string(R"([{"op":"move","from":"/provider","path":"/description"}])")}) {
    const Told told = api.patch(path, patch);
    EXPECT_EQ(told.status, 400) << patch << told.text("message");
  }
  EXPECT_EQ(*api.get(path).body.find("version"), json::Value(0.1));
}

TEST(PatchEntity, AnUnappliedPatchChangesNothing) {
  ApiWorld api;
  const std::string path = api.path_of("roles", "DataSteward");
  const std::string start = R"([{"op":"add","path":"/description","value":"x"},)";
  EXPECT_EQ(api.patch(path, start + R"({"op":"test","path":"/displayName","value":"y"}])").status, 400);
  EXPECT_EQ(api.patch(path, start + R"({"op":"test","path":"/description","value":"y"}])").status, 409);
  EXPECT_EQ(api.patch(path, start + R"({"op":"remove","path":"/nothing"}])").status, 400);
  EXPECT_EQ(api.patch(path, R"({"op":"add"})").status, 400);
  EXPECT_EQ(api.patch(path, "[{").status, 400);
  EXPECT_EQ(*api.get(path).body.find("version"), json::Value(0.1));
}

TEST(PatchEntity, NeedsItsOwnContentType) {
  ApiWorld api;
  const testing::Headers headers{{"Authorization", "Bearer " + api.token("ann")}, {"Content-Type", "application/json"}};
  EXPECT_EQ(api.world.send("PATCH", api.path_of("roles", "DataSteward"), headers, "[]").status, 415);
}

TEST(PatchEntity, OfWhatDoesNotExistIsNotFound) {
  ApiWorld api;
  EXPECT_EQ(api.patch("/api/v1/roles/name/Nobody", "[]").status, 404);
  EXPECT_EQ(api.patch("/api/v1/roles/00000000-0000-4000-8000-000000000000", "[]").status, 404);
  ASSERT_EQ(api.post("/api/v1/policies", policy_body("P")).status, 201);
  const std::string path = api.path_of("policies", "P");
  ASSERT_EQ(api.remove(path).status, 200);
  EXPECT_EQ(api.patch(path, replace("/description", "\"x\"")).status, 404) << "it is deleted";
}

// A test operation answers a question about a value, so it needs the right to see it.
TEST(PatchEntity, ATestNeedsTheRightToLook) {
  ApiWorld api;
  ASSERT_EQ(api.post("/api/v1/policies",
                     R"({"name":"P","rules":[
                         {"name":"write","effect":"allow","operations":["EditDescription"],"resources":["role"]},
                         {"name":"blind","effect":"deny","operations":["ViewAll"],"resources":["role"]}]})")
                .status,
            201);
  ASSERT_EQ(api.post("/api/v1/roles", R"({"name":"Writer","policies":["P"]})").status, 201);
  const std::string writer = api.token("bob", {"Writer"});
  const std::string path = api.path_of("roles", "DataSteward");
  EXPECT_EQ(api.as(writer, "PATCH", path, R"([{"op":"test","path":"/displayName","value":"x"}])").status, 403);
  EXPECT_EQ(api.as(writer, "PATCH", path, R"([{"op":"copy","from":"/displayName","path":"/description"}])").status,
            403);
  EXPECT_EQ(api.as(writer, "PATCH", path, replace("/description", "\"x\"")).status, 200);
}

}  // namespace
}  // namespace sallyport::gateway
