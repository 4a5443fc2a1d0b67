// For tests only: a gateway whose people have local accounts.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>

#include "base/encoding.h"
#include "base/json.h"
#include "crypto/password.h"
#include "gateway/accounts/link_hash.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway::testing {

inline constexpr std::string_view kAnnsPassword = "seven horses in the rain";

// Without a provider, unless the test says otherwise.
class AccountWorld : public World {
 public:
  explicit AccountWorld(const std::function<void(Settings&)>& edit = [](Settings&) {})
      : World([&](Settings& settings) {
          settings.sign_in_configured = false;
          settings.local_accounts.allowed = true;
          settings.authorizer.provisioning = Provisioning::off;
          edit(settings);
        }) {}

  // A person without an account.
  PersonId add_person(const std::string& name) {
    const auto added =
        people_by_hand->add({.labels = {name, name + "@contoso.example", {}, name}}, {"root", clock.now()});
    EXPECT_TRUE(added);
    return added->person.id;
  }

  // A person with a password.
  PersonId add_account(const std::string& name, std::string_view password = kAnnsPassword) {
    const PersonId person = add_person(name);
    set_hash(person, crypto::hash_password(Secret(std::string(password)), random));
    return person;
  }

  void set_hash(const PersonId& person, const std::string& hash) {
    change(person, [&](identity::LocalAccount account) { return with_password(account, hash, clock.now()); });
  }
  void open_link(const PersonId& person, const std::string& link, Seconds lifetime = Seconds(600)) {
    change(person, [&](identity::LocalAccount account) {
      return with_link(account, hash_of_link(link), clock.now() + lifetime);
    });
  }
  void change(const PersonId& person, const std::function<identity::LocalAccount(identity::LocalAccount)>& change) {
    EXPECT_TRUE(accounts->change(
        person, [&](const identity::LocalAccount& stored) { return Result<identity::LocalAccount>(change(stored)); }));
  }
  identity::LocalAccount account(const PersonId& person) { return accounts->find(person).value().value(); }
  void give_role(const PersonId& person, const std::string& role) {
    EXPECT_TRUE(identities->give_role(person, {role, identity::Origin::administrator}));
  }
  void disable(const PersonId& person) { EXPECT_TRUE(identities->set_disabled(person, true)); }

  // A request to the API with a JSON body; `token` may be empty.
  Reply call_api(std::string_view method, std::string_view path, std::string body, const std::string& token = {}) {
    Headers headers{{"Content-Type", "application/json"}};
    if (!token.empty()) headers.emplace_back("Authorization", "Bearer " + token);
    return send(method, path, std::move(headers), std::move(body));
  }
  Reply log_in(const std::string& name, std::string_view password = kAnnsPassword) {
    return call_api("POST", "/api/v1/users/login",
                    json::print(json::Object{{"email", name}, {"password", base64_encode(password)}}));
  }
  Reply refresh(const std::string& token) {
    return call_api("POST", "/api/v1/users/refresh", json::print(json::Object{{"refreshToken", token}}));
  }
  int check(const std::string& token) { return send("GET", "/check", {{"Authorization", "Bearer " + token}}).status; }

  // As a browser sends the form.
  Reply sign_in_by_form(std::string_view name, std::string_view password = kAnnsPassword,
                        std::string_view return_to = {}) {
    http::Form form;
    form.add("username", name);
    form.add("password", password);
    form.add("redirectUri", return_to);
    return post("/api/v1/auth/local", form, {{"Sec-Fetch-Site", "same-origin"}});
  }
};

// A text member of a JSON answer; empty if there is none.
inline std::string member(const Reply& reply, std::string_view name) {
  const auto body = json::parse_object(reply.body);
  const json::Value* const value = body ? body->find(name) : nullptr;
  return value && value->as_string() ? *value->as_string() : std::string();
}

}  // namespace sallyport::gateway::testing
