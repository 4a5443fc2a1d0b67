// The rows about local accounts.
#pragma once

#include <array>

#include "gateway/api/accounts/account_bodies.h"
#include "gateway/api/accounts/login.h"
#include "gateway/api/accounts/passwords.h"
#include "gateway/api/accounts/second_factors.h"
#include "gateway/api/accounts/sign_ups.h"
#include "gateway/api/row.h"

namespace sallyport::gateway {

inline constexpr std::size_t kMaxAccountBody = 16 * 1024;  // bytes

constexpr ApiRow account_row(http::Precedence precedence, http::Methods methods, const http::PathTemplate& path,
                             ApiRows::Who who, ApiRows::Function function, Body takes, Body gives,
                             std::span<const std::string_view> query = {}) {
  return {.methods = methods,
          .path = path,
          .who = who,
          .runs = http::Runs::on_worker,
          .body_limit = kMaxAccountBody,
          .precedence = precedence,
          .label = RouteClass::security_api,
          .traits = {.limit = Limited::local_sign_in, .takes = takes, .gives = gives, .query = query},
          .function = function};
}

// The rows below a literal.
#define SALLYPORT_ACCOUNT_ROWS(first, all)                                                                             \
  std::to_array<ApiRow>({                                                                                              \
      account_row(first, http::Method::post, all "/login", ApiRows::Who::everybody, log_in, {Form::one, &kLoginShape}, \
                  {Form::one, &kLoginTokensShape}),                                                                    \
      account_row(first, http::Method::post, all "/refresh", ApiRows::Who::everybody, refresh_login,                   \
                  {Form::one, &kRefreshShape}, {Form::one, &kLoginTokensShape}),                                       \
      account_row(first, http::Method::post, all "/logout", ApiRows::Who::everybody_by_name, log_out,                  \
                  {Form::one, &kLogoutShape}, {Form::text}),                                                           \
      account_row(first, http::Method::put, all "/changePassword", ApiRows::Who::signed_in, change_password,           \
                  {Form::one, &kChangePasswordShape}, {Form::text}),                                                   \
      account_row(first, http::Method::post, all "/password/reset", ApiRows::Who::everybody, reset_password,           \
                  {Form::one, &kResetPasswordShape}, {Form::text}),                                                    \
      account_row(first, http::Method::post, all "/generatePasswordResetLink", ApiRows::Who::everybody,                \
                  mail_reset_link, {Form::one, &kEmailShape}, {Form::text}),                                           \
      account_row(first, http::Method::post, all "/checkEmailInUse", ApiRows::Who::signed_in, check_email_in_use,      \
                  {Form::one, &kEmailShape}, {Form::text}),                                                            \
      account_row(first, http::Method::post, all "/checkEmailVerified", ApiRows::Who::signed_in, check_email_verified, \
                  {Form::one, &kEmailShape}, {Form::text}),                                                            \
      account_row(first, http::Method::post, all "/signup", ApiRows::Who::everybody, sign_up,                          \
                  {Form::one, &kSignUpShape}, {Form::text}),                                                           \
      account_row(first, http::Method::put, all "/registrationConfirmation", ApiRows::Who::everybody,                  \
                  confirm_registration, {}, {Form::text}, kRegistrationTokenParameters),                               \
      account_row(first, http::Method::put, all "/resendRegistrationToken", ApiRows::Who::everybody,                   \
                  resend_registration, {}, {Form::text}, kRegistrationUserParameters),                                 \
  })

// OpenMetadata's paths. An OpenMetadata behind us answers them itself.
inline constexpr auto kAccountRows = SALLYPORT_ACCOUNT_ROWS(http::Precedence::unless_behind, "/api/v1/users");

// The same under paths that are always ours, and what OpenMetadata does not have.
inline constexpr auto kOwnAccountRows = SALLYPORT_ACCOUNT_ROWS(http::Precedence::ours, "/api/sallyport/v1/users");
inline constexpr std::array kPasswordLinkRows{
    account_row(http::Precedence::ours, http::Method::post, "/api/sallyport/v1/users/{id:guid}/passwordLink",
                ApiRows::Who::signed_in, make_password_link, {Form::one, &kLinkShape},
                {Form::one, &kPasswordLinkShape}),
    account_row(http::Precedence::ours, http::Method::get, "/api/sallyport/v1/users/{id:guid}/secondFactor",
                ApiRows::Who::signed_in, show_second_factor, {}, {Form::one, &kSecondFactorShape}),
    account_row(http::Precedence::ours, http::Method::delete_, "/api/sallyport/v1/users/{id:guid}/secondFactor",
                ApiRows::Who::signed_in, reset_second_factor, {}, {Form::one, &kSecondFactorShape})};

#undef SALLYPORT_ACCOUNT_ROWS

}  // namespace sallyport::gateway
