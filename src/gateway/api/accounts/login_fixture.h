// For tests only: people who sign in with local accounts over the API.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "gateway/accounts/accounts_fixture.h"

namespace sallyport::gateway::testing {

inline constexpr std::string_view kNewPassword = "another sentence about cats";

class Login : public ::testing::Test {
 protected:
  std::string token() { return member(world_.log_in("ann"), "accessToken"); }

  Reply change(json::Object body, const std::string& token) {
    return world_.call_api("PUT", "/api/v1/users/changePassword", json::print(body), token);
  }
  static json::Object own_change(std::string_view old, std::string_view next) {
    return {{"username", "ann"},
            {"oldPassword", old},
            {"newPassword", next},
            {"confirmPassword", next},
            {"requestType", "SELF"}};
  }
  Reply reset(std::string_view token, std::string_view password, std::string_view username = "ann") {
    return world_.call_api(
        "POST", "/api/v1/users/password/reset",
        json::print(json::Object{
            {"username", username}, {"password", password}, {"confirmPassword", password}, {"token", token}}));
  }

  AccountWorld world_;
  const PersonId ann_ = world_.add_account("ann");
};

}  // namespace sallyport::gateway::testing
