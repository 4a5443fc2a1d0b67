// For tests only: a gateway whose people are asked and changed over the API. Ann is an administrator by the
// configuration, unless the test says otherwise.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "gateway/api/entities/api_fixture.h"

namespace sallyport::gateway::testing {

class PeopleWorld : public ApiWorld {
 public:
  // Lets somebody in, so that they are known, and returns their id.
  std::string arrive(const std::string& name) {
    const Told told = as(token_of(name), "GET", "/api/v1/users/loggedInUser");
    EXPECT_EQ(told.status, 200) << name;
    return told.text("id");
  }

  // The token that somebody has had from the start.
  const std::string& token_of(const std::string& name) {
    auto& token = tokens_[name];
    if (token.empty()) token = ApiWorld::token(name);
    return token;
  }

  Told ask(const std::string& who, std::string_view method, const std::string& path, const std::string& body = {},
           Headers headers = {}) {
    return as(token_of(who), method, path, body, std::move(headers));
  }

  // What administrators see of somebody, with everything.
  Told user(const std::string& name) { return get("/api/v1/users/name/" + name + "?fields=*&include=all"); }

  std::string id_of_role(const std::string& name) { return get("/api/v1/roles/name/" + name).text("id"); }

  // A new team, as a child of the organization; returns its id.
  std::string make_team(const std::string& name) {
    const Told told = post("/api/v1/teams", R"({"name":")" + name + R"(","teamType":"Group"})");
    EXPECT_EQ(told.status, 201);
    return told.text("id");
  }

  // Gives somebody a role by hand.
  void give(const std::string& name, const std::string& role) {
    const Told told =
        patch("/api/v1/users/name/" + name, replace("/roles", R"([{"id":")" + id_of_role(role) + R"("}])"));
    EXPECT_EQ(told.status, 200) << told.text("message");
  }

  // What the audit trail keeps as `member` ("before", "after") of the last change of this kind; empty if it keeps none.
  json::Object changed(std::string_view change, std::string_view member) const {
    json::Object kept;
    for (const auto& entry : world.log.entries) {
      if (entry.event != "entity_changed" || field(entry, "change") != change) continue;
      const std::string text = field(entry, member);
      kept = text.empty() ? json::Object{} : json::parse_object(text).value_or(json::Object{});
    }
    return kept;
  }

 private:
  static std::string field(const RecordingLog::Entry& entry, std::string_view name) {
    const auto found = std::ranges::find(entry.fields, name, &LogField::name);
    return found == entry.fields.end() ? std::string() : found->value;
  }

  std::map<std::string, std::string> tokens_;
};

inline bool flag(const Told& told, std::string_view name) {
  const json::Value* const value = told.body.find(name);
  return value && value->as_bool() && *value->as_bool();
}

}  // namespace sallyport::gateway::testing
