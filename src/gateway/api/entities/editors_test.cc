// Several people who edit the same things at the same time lose nothing.
#include <gtest/gtest.h>

#include <functional>

#include "gateway/api/entities/api_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::ApiWorld;
using testing::policy_body;
using testing::replace;
using testing::Told;

testing::Headers if_match(const std::string& tag) {
  return {{"If-Match", tag}};
}

TEST(Editors, TheSecondOfTwoWhoSawTheSameVersionIsTold) {
  ApiWorld api;
  const Told seen = api.get("/api/v1/roles/name/DataSteward");
  const std::string path = "/api/v1/roles/" + seen.text("id");
  const Told first = api.patch(path, replace("/description", "\"first\""), if_match(seen.tag));
  EXPECT_EQ(first.status, 200);
  const Told second = api.patch(path, replace("/description", "\"second\""), if_match(seen.tag));
  EXPECT_EQ(second.status, 412);
  EXPECT_EQ(*second.body.find("code"), json::Value(412));
  EXPECT_EQ(api.get(path).text("description"), "first");
  EXPECT_EQ(api.patch(path, replace("/description", "\"second\""), if_match(first.tag)).status, 200);
}

TEST(Editors, EveryWayToChangeAnEntityHonoursTheVersion) {
  ApiWorld api;
  const Told made = api.post("/api/v1/policies", policy_body("P"));
  const std::string path = "/api/v1/policies/" + made.text("id");
  const auto old = if_match("\"" + made.text("id") + "/9\"");
  EXPECT_EQ(api.put("/api/v1/policies", policy_body("P"), old).status, 412);
  EXPECT_EQ(api.patch(path, "[]", old).status, 412);
  EXPECT_EQ(api.remove(path, old).status, 412);
  EXPECT_EQ(api.remove(path, if_match("W/" + made.tag)).status, 412) << "a weak tag is no version";
  EXPECT_EQ(api.put("/api/v1/policies", policy_body("Q"), if_match("*")).status, 412) << "there is none";
  EXPECT_EQ(api.remove(path, if_match("nonsense")).status, 400);
  EXPECT_EQ(api.remove(path, if_match("\"x\", " + made.tag)).status, 200);
}

// The tag of an entity that was made anew under the same name is another one, although both are at version 0.1.
TEST(Editors, ATagIsOfOneEntity) {
  ApiWorld api;
  const Told made = api.post("/api/v1/policies", policy_body("P"));
  ASSERT_EQ(api.remove("/api/v1/policies/name/P?hardDelete=true").status, 200);
  ASSERT_EQ(api.post("/api/v1/policies", policy_body("P")).status, 201);
  EXPECT_EQ(api.remove("/api/v1/policies/name/P", if_match(made.tag)).status, 412);
}

std::string rule(const std::string& name) {
  return R"({"name":")" + name + R"(","effect":"allow","operations":["ViewAll"],"resources":["table"]})";
}

class Hurry : public ::testing::Test {
 protected:
  // Adds a rule, and says nothing of a version.
  int add_rule(const std::string& name) {
    return api_.patch("/api/v1/policies/name/P", replace("/rules/-", rule(name))).status;
  }

  ApiWorld api_;
  const Told made_ = api_.post("/api/v1/policies", policy_body("P"));
  const std::string path_ = "/api/v1/policies/" + made_.text("id");
};

// The second one commits between the first one's reading and committing.
TEST_F(Hurry, OfTwoWithoutAVersionNothingIsLost) {
  int second = 0;
  api_.world.access.before_commit = [&] { second = add_rule("second"); };
  EXPECT_EQ(add_rule("first"), 200);
  EXPECT_EQ(second, 200);
  EXPECT_EQ(api_.get(path_).names("rules"), "view,second,first");
  EXPECT_EQ(api_.get(path_ + "/versions").list("versions").size(), 3U);
}

TEST_F(Hurry, WhoSawTheVersionBeforeIsTold) {
  api_.world.access.before_commit = [&] { EXPECT_EQ(add_rule("second"), 200); };
  EXPECT_EQ(api_.patch(path_, replace("/description", "\"x\""), if_match(made_.tag)).status, 412);
  EXPECT_EQ(api_.get(path_).names("rules"), "view,second");
}

TEST_F(Hurry, AChangeOfSomethingElseIsInNobodysWay) {
  api_.world.access.before_commit = [&] { EXPECT_EQ(api_.post("/api/v1/policies", policy_body("Q")).status, 201); };
  EXPECT_EQ(api_.patch(path_, replace("/description", "\"x\""), if_match(made_.tag)).status, 200);
}

TEST_F(Hurry, OfTwoWhoCreateOneNameOneIsTold) {
  api_.world.access.before_commit = [&] { EXPECT_EQ(api_.post("/api/v1/policies", policy_body("Q")).status, 201); };
  EXPECT_EQ(api_.post("/api/v1/policies", policy_body("Q")).status, 409);
}

TEST_F(Hurry, ARightThatIsLostMeanwhileCounts) {
  ASSERT_EQ(
      api_.post("/api/v1/policies",
                policy_body("Edit", R"({"name":"r","effect":"allow","operations":["All"],"resources":["policy"]})"))
          .status,
      201);
  ASSERT_EQ(api_.post("/api/v1/roles", R"({"name":"Editor","policies":["Edit"]})").status, 201);
  const std::string editor = api_.token("bob", {"Editor"});
  api_.world.access.before_commit = [&] {
    EXPECT_EQ(api_.patch("/api/v1/roles/name/Editor", replace("/policies", R"(["DataConsumerPolicy"])")).status, 200);
  };
  EXPECT_EQ(api_.as(editor, "DELETE", path_).status, 403);
}

TEST_F(Hurry, WhoIsAlwaysTooLateIsToldToTryAgain) {
  int others = 0;
  std::function<void()> again = [&] {
    EXPECT_EQ(add_rule("rule " + std::to_string(++others)), 200);
    api_.world.access.before_commit = again;
  };
  api_.world.access.before_commit = again;
  const Told told = api_.patch(path_, replace("/description", "\"x\""));
  api_.world.access.before_commit = nullptr;
  EXPECT_EQ(told.status, 503);
  EXPECT_GT(others, 5);
}

TEST_F(Hurry, AStoreThatDoesNotAnswerIs503) {
  api_.world.access.down = true;
  EXPECT_EQ(api_.get(path_).status, 503);
  EXPECT_EQ(add_rule("x"), 503);
}

}  // namespace
}  // namespace sallyport::gateway
