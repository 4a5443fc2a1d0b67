// The requests of Entra ID's provisioning service, in the order of a cycle. Source: Microsoft, "Develop and plan
// provisioning for a SCIM endpoint".
#include <gtest/gtest.h>

#include "gateway/api/scim/scim_world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::flag;
using testing::ScimWorld;
using testing::Told;

constexpr std::string_view kEnterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

class ScimEntra : public ::testing::Test {
 protected:
  // What the default mapping of attributes sends.
  static std::string new_user(const std::string& name) {
    return R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",")" + std::string(kEnterprise) + R"("],)" +
           R"("externalId":")" + ScimWorld::object_id(name) + R"(","userName":")" + name + R"(@contoso.example",)" +
           R"("active":true,"displayName":"Test User","emails":[{"primary":true,"type":"work","value":")" + name +
           R"(@contoso.example"}],"meta":{"resourceType":"User"},)" +
           R"("name":{"formatted":"Test User","familyName":"User","givenName":"Test"},"title":"Engineer",)" +
           R"("preferredLanguage":"en-US","addresses":[{"type":"work","formatted":"1 Street","country":"US"}],)" +
           R"("phoneNumbers":[{"type":"work","value":"1"},{"type":"mobile","value":"2"}],")" +
           std::string(kEnterprise) + R"(":{"employeeNumber":"7","department":"Ops"}})";
  }

  ScimWorld world_;
};

TEST_F(ScimEntra, TestConnection) {
  const Told none = world_.scim("GET", "/Users?filter=userName+eq+%229bff8a2c-32f7-4bd1-a0c4-8bb7f3f3f3f3%22");
  EXPECT_EQ(none.status, 200);
  EXPECT_EQ(ScimWorld::total(none), 0);
  EXPECT_EQ(none.list("schemas").front(), json::Value("urn:ietf:params:scim:api:messages:2.0:ListResponse"));
}

TEST_F(ScimEntra, AUserFromTheirFirstDayToTheirLast) {
  EXPECT_EQ(ScimWorld::total(world_.scim("GET", "/Users?filter=userName%20eq%20%22bob%40contoso.example%22")), 0);
  const Told made = world_.scim("POST", "/Users", new_user("bob"));
  ASSERT_EQ(made.status, 201) << made.text("detail");
  const std::string id = made.text("id");
  EXPECT_EQ(ScimWorld::total(world_.find("Users", R"(emails[type eq "work"].value eq "BOB@contoso.example")")), 1);
  const std::string boss = world_.add("boss");
  EXPECT_EQ(ScimWorld::total(world_.find("Users", R"(id eq ")" + id + R"(" and manager eq ")" + boss + "\"")), 0);

  // Without the flag aadOptscim062020.
  Told changed =
      world_.scim("PATCH", "/Users/" + id,
                  ScimWorld::patch_body(
                      R"({"op":"Replace","path":"emails[type eq \"work\"].value","value":"robert@contoso.example"},)"
                      R"({"op":"Replace","path":"name.familyName","value":"Smith"},)"
                      R"({"op":"Add","path":")" +
                      std::string(kEnterprise) + R"(:manager","value":[{"$ref":"x","value":")" + boss + R"("}]})"));
  EXPECT_EQ(changed.status, 200) << changed.text("detail");
  changed = world_.scim("PATCH", "/Users/" + id,
                        ScimWorld::patch_body(R"({"op":"Add","value":{"name.givenName":"Robert"}})"));
  EXPECT_EQ(changed.status, 200) << changed.text("detail");
  EXPECT_EQ(ScimWorld::total(world_.find("Users", R"(id eq ")" + id + R"(" and manager eq ")" + boss + "\"")), 1);

  EXPECT_EQ(world_.arrive("bob"), id);
  const Told off = world_.scim("PATCH", "/Users/" + id,
                               ScimWorld::patch_body(R"({"op":"Replace","path":"active","value":"False"})"));
  EXPECT_EQ(off.status, 200);
  EXPECT_FALSE(flag(off, "active"));
  EXPECT_EQ(world_.ask("bob", "GET", "/api/v1/users/loggedInUser").status, 403);
  EXPECT_EQ(world_.scim("DELETE", "/Users/" + id).status, 204);
  EXPECT_EQ(world_.scim("DELETE", "/Users/" + id).status, 404) << "counted as done";
}

TEST_F(ScimEntra, AGroupAndItsMembers) {
  const std::string bob = world_.add("bob");
  EXPECT_EQ(
      ScimWorld::total(world_.scim("GET", "/Groups?excludedAttributes=members&filter=displayName%20eq%20%22Shop%22")),
      0);
  const Told made = world_.scim("POST", "/Groups",
                                R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],)"
                                R"("externalId":"8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159","displayName":"Shop",)"
                                R"("members":[],"meta":{"resourceType":"Group"}})");
  ASSERT_EQ(made.status, 201) << made.text("detail");
  const std::string group = "/Groups/" + made.text("id");
  EXPECT_EQ(world_.scim("GET", group + "?excludedAttributes=members").status, 200);
  const std::string add = R"({"op":"Add","path":"members","value":[{"$ref":null,"value":")" + bob + R"("}]})";
  EXPECT_EQ(world_.scim("PATCH", group, ScimWorld::patch_body(add)).status, 204);
  EXPECT_EQ(world_.scim("PATCH", group, ScimWorld::patch_body(add)).status, 204) << "a retry";
  EXPECT_EQ(world_.scim("GET", group).list("members").size(), 1u);
  EXPECT_EQ(
      world_.scim("PATCH", group, ScimWorld::patch_body(R"({"op":"Replace","path":"displayName","value":"Store"})"))
          .status,
      204);
  EXPECT_EQ(world_.scim("DELETE", group).status, 204);
}

TEST_F(ScimEntra, TheValidatorReadsWhatTheServerCanDo) {
  const Told config = world_.scim("GET", "/ServiceProviderConfig");
  EXPECT_TRUE(*config.body.find("patch")->as_object()->find("supported")->as_bool());
  EXPECT_FALSE(*config.body.find("sort")->as_object()->find("supported")->as_bool());
  EXPECT_EQ(world_.scim("GET", "/ResourceTypes").list("Resources").size(), 2u);
  EXPECT_EQ(world_.scim("GET", "/ResourceTypes/User").text("endpoint"), "/Users");
  EXPECT_EQ(world_.scim("GET", "/ResourceTypes/Role").status, 404);
  EXPECT_EQ(world_.scim("GET", "/Schemas").list("Resources").size(), 3u);
  const Told schema = world_.scim("GET", "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User");
  EXPECT_EQ(schema.list("attributes").front().as_object()->find("uniqueness")->as_string()->substr(), "server");
}

}  // namespace
}  // namespace sallyport::gateway
