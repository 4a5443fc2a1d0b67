// For tests only: a gateway with an administrator, Ann, and provisioning clients, which are bots with tokens.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "gateway/api/users/people_world_fixture.h"
#include "http/form.h"

namespace sallyport::gateway::testing {

class ScimWorld : public PeopleWorld {
 public:
  ScimWorld() : entra_(client("entra")) {}

  // The token of a new bot that may do these operations on these resources.
  std::string client(const std::string& name, const std::string& operations = R"("Provision")",
                     const std::string& resources = R"("scim")") {
    const std::string rule =
        R"({"name":"provision","effect":"allow","operations":[)" + operations + R"(],"resources":[)" + resources + "]}";
    EXPECT_EQ(post("/api/v1/policies", policy_body(name + "Policy", rule)).status, 201);
    EXPECT_EQ(post("/api/v1/roles", R"({"name":")" + name + R"(Role","policies":[")" + name + R"(Policy"]})").status,
              201);
    return bot_token(name, name + "Role");
  }

  // The token of a new bot with a role.
  std::string bot_token(const std::string& name, const std::string& role) {
    const Told account =
        post("/api/v1/users", R"({"name":")" + name + R"(","email":")" + name +
                                  R"(@bots.example","isBot":true,"roles":[")" + id_of_role(role) + R"("]})");
    EXPECT_EQ(account.status, 201) << account.text("message");
    EXPECT_EQ(post("/api/v1/bots", R"({"name":")" + name + R"(","botUser":")" + name + R"("})").status, 201);
    const Told token = put("/api/v1/users/generateToken/" + account.text("id"), R"({"JWTTokenExpiry":"Unlimited"})");
    EXPECT_EQ(token.status, 200) << token.text("message");
    return token.text("JWTToken");
  }

  Told tell(const std::string& token, std::string_view method, const std::string& path, const std::string& body = {},
            Headers headers = {}) {
    headers.emplace_back("Authorization", "Bearer " + token);
    if (!body.empty()) headers.emplace_back("Content-Type", "application/scim+json; charset=utf-8");
    last = world.send(method, "/scim/v2" + path, std::move(headers), body);
    auto parsed = last.body.empty() ? json::Object() : json::parse_object(last.body).value_or(json::Object{});
    return {last.status, std::move(parsed), last.header("ETag")};
  }

  // As the client that every test has.
  Told scim(std::string_view method, const std::string& path, const std::string& body = {}, Headers headers = {}) {
    return tell(entra_, method, path, body, std::move(headers));
  }
  Told find(const std::string& kind, const std::string& filter, const std::string& more = {}) {
    http::Form form;
    form.add("filter", filter);
    return scim("GET", "/" + kind + "?" + form.print() + more);
  }
  static std::int64_t total(const Told& told) {
    const json::Value* const found = told.body.find("totalResults");
    return found && found->as_integer() ? *found->as_integer() : -1;
  }

  // Adds a user with the object id that tokens of this name have; returns the id.
  std::string add(const std::string& name) {
    const Told made = scim("POST", "/Users", user_body(name));
    EXPECT_EQ(made.status, 201) << made.text("detail");
    return made.text("id");
  }
  static std::string user_body(const std::string& name, const std::string& more = {}) {
    return R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":")" + name +
           R"(@contoso.example","externalId":")" + object_id(name) + "\"" + more + "}";
  }
  std::string add_group(const std::string& name) {
    const Told made = scim("POST", "/Groups", R"({"displayName":")" + name + R"("})");
    EXPECT_EQ(made.status, 201) << made.text("detail");
    return made.text("id");
  }
  static std::string patch_body(const std::string& operations) {
    return R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[)" + operations + "]}";
  }

  // Signs somebody in with a browser, and returns what /check says to their session: 204 if it is good.
  int sign_in_as(const std::string& name) {
    world.provider.edit = [name](json::Object& claims) {
      claims.set("oid", object_id(name));
      claims.set("sub", "subject of " + name);
      claims.set("email", name + "@contoso.example");
      claims.set("preferred_username", name + "@contoso.example");
    };
    world.jar.clear();
    world.sign_in();
    return session_status();
  }
  int session_status() {
    return world.send("GET", "/check", {{"Cookie", "__Host-sallyport=" + world.session_cookie()}}).status;
  }

  Reply last;  // to the last request of tell()

 private:
  std::string entra_;
};

}  // namespace sallyport::gateway::testing
