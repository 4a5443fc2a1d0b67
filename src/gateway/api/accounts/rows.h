// The rows about local accounts.
#pragma once

#include <array>

#include "gateway/api/accounts/login.h"
#include "gateway/api/accounts/passwords.h"
#include "gateway/api/accounts/second_factors.h"
#include "gateway/api/accounts/sign_ups.h"
#include "gateway/api/row.h"

namespace sallyport::gateway {

inline constexpr std::size_t kMaxAccountBody = 16 * 1024;  // bytes

constexpr ApiRow account_row(http::Precedence precedence, http::Methods methods, const http::PathTemplate& path,
                             ApiRows::Who who, ApiRows::Function function) {
  return {.methods = methods,
          .path = path,
          .who = who,
          .runs = http::Runs::on_worker,
          .body_limit = kMaxAccountBody,
          .precedence = precedence,
          .label = RouteClass::security_api,
          .traits = {.limit = Limited::local_sign_in},
          .function = function};
}

// The rows below a literal.
#define SALLYPORT_ACCOUNT_ROWS(first, all)                                                                         \
  std::to_array<ApiRow>({                                                                                          \
      account_row(first, http::Method::post, all "/login", ApiRows::Who::everybody, log_in),                       \
      account_row(first, http::Method::post, all "/refresh", ApiRows::Who::everybody, refresh_login),              \
      account_row(first, http::Method::post, all "/logout", ApiRows::Who::everybody_by_name, log_out),             \
      account_row(first, http::Method::put, all "/changePassword", ApiRows::Who::signed_in, change_password),      \
      account_row(first, http::Method::post, all "/password/reset", ApiRows::Who::everybody, reset_password),      \
      account_row(first, http::Method::post, all "/generatePasswordResetLink", ApiRows::Who::everybody,            \
                  mail_reset_link),                                                                                \
      account_row(first, http::Method::post, all "/checkEmailInUse", ApiRows::Who::signed_in, check_email_in_use), \
      account_row(first, http::Method::post, all "/checkEmailVerified", ApiRows::Who::signed_in,                   \
                  check_email_verified),                                                                           \
      account_row(first, http::Method::post, all "/signup", ApiRows::Who::everybody, sign_up),                     \
      account_row(first, http::Method::put, all "/registrationConfirmation", ApiRows::Who::everybody,              \
                  confirm_registration),                                                                           \
      account_row(first, http::Method::put, all "/resendRegistrationToken", ApiRows::Who::everybody,               \
                  resend_registration),                                                                            \
  })

// OpenMetadata's paths. An OpenMetadata behind us answers them itself.
inline constexpr auto kAccountRows = SALLYPORT_ACCOUNT_ROWS(http::Precedence::unless_behind, "/api/v1/users");

// The same under paths that are always ours, and what OpenMetadata does not have.
inline constexpr auto kOwnAccountRows = SALLYPORT_ACCOUNT_ROWS(http::Precedence::ours, "/api/sallyport/v1/users");
inline constexpr std::array kPasswordLinkRows{
    account_row(http::Precedence::ours, http::Method::post, "/api/sallyport/v1/users/{id:guid}/passwordLink",
                ApiRows::Who::signed_in, make_password_link),
    account_row(http::Precedence::ours, http::Method::get, "/api/sallyport/v1/users/{id:guid}/secondFactor",
                ApiRows::Who::signed_in, show_second_factor),
    account_row(http::Precedence::ours, http::Method::delete_, "/api/sallyport/v1/users/{id:guid}/secondFactor",
                ApiRows::Who::signed_in, reset_second_factor)};

#undef SALLYPORT_ACCOUNT_ROWS

}  // namespace sallyport::gateway
