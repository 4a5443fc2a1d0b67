// What rules may name, over HTTP.
#include "gateway/api/permissions/vocabulary.h"

#include <gtest/gtest.h>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Reply;
using testing::World;

Reply read(World& world, std::string_view target) {
  return world.send("GET", target, {{"Cookie", "__Host-sallyport=" + world.session_cookie()}});
}

constexpr std::string_view kValidation = "/api/v1/policies/validation/condition/";

void administrator_ann(Settings& settings) {
  settings.authorizer.admin_principals = {"ann"};
}

TEST(PolicyVocabulary, ListsResourcesAndFunctions) {
  World world;
  world.sign_in();
  const Reply resources = read(world, "/api/v1/policies/resources");
  EXPECT_EQ(resources.status, 200);
  EXPECT_NE(resources.body.find(R"("name":"dashboard")"), std::string::npos);
  EXPECT_NE(resources.body.find(R"("EditLineage")"), std::string::npos);
  const Reply functions = read(world, "/api/v1/policies/functions");
  EXPECT_EQ(functions.status, 200);
  EXPECT_NE(functions.body.find(R"("name":"matchAnyTag")"), std::string::npos);
}

TEST(ConditionValidation, AcceptsAConditionThatCanBeRead) {
  World world(administrator_ann);
  world.sign_in();
  for (const std::string_view condition :
       {"isOwner()", "!isOwner()%20%7C%7C%20noOwner()", "matchAnyTag('PII.Sensitive')", "noOwner()&&hasDomain()"})
    EXPECT_EQ(read(world, std::string(kValidation) + std::string(condition)).status, 200) << condition;
}

TEST(ConditionValidation, NamesTheColumnOfAMistake) {
  World world(administrator_ann);
  world.sign_in();
  const Reply reply = read(world, std::string(kValidation) + "isOwned()");
  EXPECT_EQ(reply.status, 400);
  EXPECT_NE(reply.body.find("Failed to parse - column 1: "), std::string::npos) << reply.body;
  EXPECT_EQ(read(world, kValidation).status, 400) << "an empty condition";
}

TEST(ConditionValidation, ParsesNothingForThoseWhoMayNotCreatePolicies) {
  World world;
  world.sign_in();
  for (const std::string_view condition : {"isOwner()", "T(java.lang.Runtime).getRuntime()", ""}) {
    const Reply reply = read(world, std::string(kValidation) + std::string(condition));
    EXPECT_EQ(reply.status, 403) << condition;
    EXPECT_EQ(reply.body.find("Failed to parse"), std::string::npos);
  }
  EXPECT_EQ(world.send("GET", std::string(kValidation) + "isOwner()").status, 401);
}

TEST(ConditionValidation, RunsNothing) {
  World world(administrator_ann);
  world.sign_in();
  for (const std::string_view condition :
       {"T(java.lang.Runtime).getRuntime()", "%23%7Bsystem('id')%7D", "isOwner().class"})
    EXPECT_EQ(read(world, std::string(kValidation) + std::string(condition)).status, 400) << condition;
}

}  // namespace
}  // namespace sallyport::gateway
