#include "gateway/openapi.h"

#include <gtest/gtest.h>

#include <set>

#include "gateway/own_routes.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::World;

json::Object document(World& world) {
  const auto reply = world.send("GET", "/api/v1/openapi.json");
  EXPECT_EQ(reply.status, 200);
  return json::parse_object(reply.body).value_or(json::Object{});
}

const json::Object* object_in(const json::Object& object, std::string_view name) {
  const json::Value* const value = object.find(name);
  return value ? value->as_object() : nullptr;
}

TEST(OpenApi, HasEachRowOfTheSecurityApiAndNothingElse) {
  World world;
  const json::Object described = document(world);
  const json::Object& paths = *object_in(described, "paths");
  std::size_t operations = 0;
  for (const json::Member& path : paths) operations += path.value.as_object()->size();
  std::size_t rows = 0;
  for (const OwnRow& row : own_rows())
    for (const http::MethodRow& method : http::kMethodTable)
      rows += row.label == RouteClass::security_api && row.methods.contain(method.method) ? 1 : 0;
  EXPECT_EQ(operations, rows);
  EXPECT_GT(rows, 40U);
}

TEST(OpenApi, DeclaresEachParameterOfAPath) {
  World world;
  const json::Object described = document(world);
  const json::Object& path = *object_in(*object_in(described, "paths"), "/api/v1/roles/{id}/versions/{version}");
  const json::Array& parameters = *object_in(path, "get")->find("parameters")->as_array();
  ASSERT_EQ(parameters.size(), 2U);
  EXPECT_EQ(*parameters[0].as_object()->find("name"), json::Value("id"));
  EXPECT_EQ(*object_in(*parameters[0].as_object(), "schema")->find("format"), json::Value("uuid"));
  EXPECT_EQ(*parameters[1].as_object()->find("name"), json::Value("version"));
}

TEST(OpenApi, SaysWhoMayCallAndWhatIsSent) {
  World world;
  const json::Object described = document(world);
  const json::Object& paths = *object_in(described, "paths");
  const json::Object& open = *object_in(*object_in(paths, "/api/v1/system/version"), "get");
  EXPECT_TRUE(open.contains("security")) << "everybody may";
  const json::Object& patch = *object_in(*object_in(paths, "/api/v1/teams/{id}"), "patch");
  EXPECT_FALSE(patch.contains("security")) << "as the whole document says";
  EXPECT_TRUE(object_in(patch, "responses")->contains("403"));
  EXPECT_TRUE(object_in(*object_in(patch, "requestBody"), "content")->contains("application/json-patch+json"));
  EXPECT_FALSE(object_in(*object_in(paths, "/api/v1/teams/{id}"), "get")->contains("requestBody"));
}

TEST(OpenApi, EachRowSaysWhatItTakesAndGives) {
  for (const OwnRow& row : own_rows()) {
    if (row.label != RouteClass::security_api) continue;
    const bool no_answer = row.path.text().starts_with("/scim/") && row.methods.contain(http::Method::delete_);
    if (!no_answer || row.methods.contain(http::Method::get))
      EXPECT_NE(row.traits.gives.form, Form::none) << row.path.text();
    const bool has_body = row.methods.contain(http::Method::post) || row.methods.contain(http::Method::put) ||
                          row.methods.contain(http::Method::patch);
    const bool needs_body = has_body && !row.path.text().ends_with("/registrationConfirmation") &&
                            !row.path.text().ends_with("/resendRegistrationToken");
    EXPECT_EQ(row.traits.takes.form != Form::none, needs_body) << row.path.text();
  }
}

TEST(OpenApi, SaysWhoMaySetAMember) {
  World world;
  const json::Object described = document(world);
  const json::Object& schemas = *object_in(*object_in(described, "components"), "schemas");
  const json::Object& role = *object_in(*object_in(schemas, "NewRole"), "properties");
  EXPECT_EQ(*object_in(role, "policies")->find("items")->as_object()->find("description"),
            json::Value("A name, an id, or an object with one of them"));
  EXPECT_EQ(*object_in(role, "policies")->find("description"), json::Value("Needs EditPolicy"));
  EXPECT_FALSE(role.contains("id")) << "nobody sets it";
  const json::Object& user = *object_in(*object_in(schemas, "NewUser"), "properties");
  EXPECT_EQ(*object_in(user, "isAdmin")->find("description"), json::Value("For administrators"));
}

TEST(OpenApi, NamesEachOperationOnce) {
  World world;
  const json::Object described = document(world);
  std::set<std::string> ids;
  for (const json::Member& path : *object_in(described, "paths"))
    for (const json::Member& operation : *path.value.as_object())
      EXPECT_TRUE(ids.insert(*operation.value.as_object()->find("operationId")->as_string()).second) << path.name;
}

TEST(OpenApi, IsAtThePublicAddress) {
  World world;
  const json::Object described = document(world);
  const json::Object& server = *described.find("servers")->as_array()->front().as_object();
  EXPECT_EQ(*server.find("url"), json::Value(testing::kOrigin));
  EXPECT_EQ(*described.find("openapi"), json::Value("3.1.0"));
}

}  // namespace
}  // namespace sallyport::gateway
