// For the tests of conditional access: a directory and functions that make policies in it.
#pragma once

#include <string>

#include "base/encoding.h"
#include "directory/refusals_fixture.h"

namespace sallyport::directory {

class PolicyTest : public Refusals {
 protected:
  // A policy for everybody and every application. `change` adapts it before it is stored.
  entra::ObjectId add_policy(std::vector<entra::GrantControl> controls, auto change) {
    entra::ConditionalAccessPolicy policy;
    policy.id = entra::ObjectId(random_uuid(random));
    policy.tenant = TenantId(std::string(kTenant));
    policy.display_name = "Test policy";
    policy.state = entra::PolicyState::enabled;
    policy.include_people.everybody = true;
    policy.include_apps.all = true;
    policy.controls = std::move(controls);
    change(policy);
    EXPECT_TRUE(store.add_policy(policy));
    return policy.id;
  }
  entra::ObjectId add_policy(std::vector<entra::GrantControl> controls) {
    return add_policy(std::move(controls), [](auto&) {});
  }

  static auto only_app(std::string_view client) {
    return [client = std::string(client)](entra::ConditionalAccessPolicy& policy) {
      policy.include_apps = {false, {ClientId(client)}};
    };
  }
  static auto frequency(int hours) {
    return [hours](entra::ConditionalAccessPolicy& policy) {
      policy.sign_in_frequency = entra::SignInFrequency{false, hours, entra::FrequencyUnit::hours};
    };
  }

  void set_factor(std::string_view name) {
    change_user(name, [](entra::User& user) { user.totp = {Secret("12345678901234567890")}; });
  }

  Fields refreshing(std::string_view refresh_token, std::string_view scope = "") {
    return with({{"grant_type", "refresh_token"},
                 {"client_id", std::string(kWeb)},
                 {"client_secret", std::string(kSecret)},
                 {"refresh_token", std::string(refresh_token)}},
                "scope", scope);
  }
  // Signs Alice in and returns the answer of the token endpoint.
  json::Object tokens() { return body_of(token(redemption(code_for(authorize_fields())))); }

  // The authentication contexts that the access token of an answer lists, as JSON; empty if it has none. Nobody but
  // Graph can verify the token.
  static std::string contexts_of(const json::Object& answer) {
    const std::string token = text_of(answer, "access_token");
    const std::size_t start = token.find('.') + 1;
    const auto claims =
        json::parse_object(base64url_decode(token.substr(start, token.rfind('.') - start)).value_or(""));
    EXPECT_TRUE(claims) << token;
    const json::Value* const contexts = claims ? claims->find("acrs") : nullptr;
    return contexts == nullptr ? std::string() : json::print(*contexts);
  }

  // Checks that the refusal names the policies for the client's next request.
  static void expect_challenge(const http::Response& response, const entra::ObjectId& policy) {
    EXPECT_EQ(text_of(body_of(response), "claims"),
              R"({"access_token":{"capolids":{"essential":true,"values":[")" + policy.value + R"("]}}})");
  }
};

}  // namespace sallyport::directory
