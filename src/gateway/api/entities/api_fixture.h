// For tests only: a gateway with an administrator, and people with the roles of their tokens.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/json.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway::testing {

// An answer of the API.
struct Told {
  int status = 0;
  json::Object body{};
  std::string tag{};

  // The text at a member; "" if there is none.
  std::string text(std::string_view name) const {
    const json::Value* const value = body.find(name);
    return value && value->as_string() ? *value->as_string() : std::string();
  }
  const json::Array& list(std::string_view name) const {
    static const json::Array kNone;
    const json::Value* const value = body.find(name);
    return value && value->as_array() ? *value->as_array() : kNone;
  }
  // The names of the references in a list, in their order: "a,b".
  std::string names(std::string_view name) const {
    std::string out;
    for (const json::Value& one : list(name)) {
      const json::Value* const found = one.as_object() ? one.as_object()->find("name") : nullptr;
      out += (out.empty() ? "" : ",") + (found && found->as_string() ? *found->as_string() : std::string("?"));
    }
    return out;
  }
};

class ApiWorld {
 public:
  ApiWorld()
      : world([](Settings& settings) {
          settings.authorizer.admin_principals = {"ann"};
          settings.provider.confidential = false;
        }) {}

  // The token of somebody with these app roles. Ann is an administrator.
  std::string token(std::string_view name, json::Array roles = {}) const {
    json::Object claims = world.provider.id_token_claims();
    const std::string email = std::string(name) + "@contoso.example";
    claims.set("oid", object_id(name));
    claims.set("sub", "subject of " + std::string(name));
    claims.set("email", email);
    claims.set("preferred_username", email);
    claims.set("roles", std::move(roles));
    return world.provider.sign(claims);
  }

  // The object id of somebody with this name.
  static std::string object_id(std::string_view name) {
    return "99999999-0000-0000-0000-" + std::string(12 - name.size(), '0') + hex(name);
  }

  Told as(const std::string& token, std::string_view method, const std::string& path, const std::string& body = {},
          Headers headers = {}) {
    headers.emplace_back("Authorization", "Bearer " + token);
    headers.emplace_back("Accept", "application/json");
    if (!body.empty())
      headers.emplace_back("Content-Type", method == "PATCH" ? "application/json-patch+json" : "application/json");
    const Reply reply = world.send(method, path, std::move(headers), body);
    auto parsed = json::parse_object(reply.body, {.bytes = 8 << 20});
    EXPECT_TRUE(parsed) << method << " " << path << ": " << reply.status << " " << reply.body.substr(0, 1000);
    return {reply.status, parsed ? *std::move(parsed) : json::Object{}, reply.header("ETag")};
  }

  // As an administrator.
  Told get(const std::string& path) { return as(admin_, "GET", path); }
  Told post(const std::string& path, const std::string& body) { return as(admin_, "POST", path, body); }
  Told put(const std::string& path, const std::string& body, Headers headers = {}) {
    return as(admin_, "PUT", path, body, std::move(headers));
  }
  Told patch(const std::string& path, const std::string& body, Headers headers = {}) {
    return as(admin_, "PATCH", path, body, std::move(headers));
  }
  Told remove(const std::string& path, Headers headers = {}) {
    return as(admin_, "DELETE", path, {}, std::move(headers));
  }

  // The path of an entity by its id, which is found by its name.
  std::string path_of(const std::string& list, const std::string& name) {
    return "/api/v1/" + list + "/" + get("/api/v1/" + list + "/name/" + name + "?include=all").text("id");
  }

  World world;

 private:
  // A name as lower-case hexadecimal digits would be too long: its letters stand for themselves where they are digits.
  static std::string hex(std::string_view name) {
    std::string out;
    for (const char c : name) out.push_back("0123456789abcdef"[static_cast<unsigned char>(c) % 16]);
    return out;
  }

  std::string admin_ = token("ann");
};

inline constexpr std::string_view kViewRule =
    R"({"name":"view","effect":"allow","operations":["ViewAll"],"resources":["All"]})";

// The body of a policy of this name with one rule.
inline std::string policy_body(std::string_view name, std::string_view rule = kViewRule) {
  return R"({"name":")" + std::string(name) + R"(","rules":[)" + std::string(rule) + "]}";
}

// One operation that replaces a member.
inline std::string replace(std::string_view path, std::string_view value) {
  return R"([{"op":"add","path":")" + std::string(path) + R"(","value":)" + std::string(value) + "}]";
}

}  // namespace sallyport::gateway::testing
