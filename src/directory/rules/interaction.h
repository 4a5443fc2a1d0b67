// Decides what happens next at the authorization endpoint. The decision is pure: it depends on the request, the
// browser's sign-in and the posted form, and changes nothing.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "entra/registration.h"
#include "oidc/op/authorization_request.h"
#include "oidc/op/sign_in_store.h"

namespace sallyport::directory {

// What a person did on one of the directory's pages.
struct FormAction {
  std::string act;      // "sign_in", "cancel", "other", "consent", "decline"; empty if an account was picked
  std::string account;  // object id
  std::string login;
  std::string password;
  bool for_organization = false;  // an administrator consents for everybody
};

struct SignedIn {
  oidc::op::SignIn sign_in;
  entra::User user;
};

enum class NextStep {
  show_sign_in,
  show_accounts,
  check_password,
  check_account,
  accept_consent,
  answer,
  refuse_login_required,
  refuse_cancelled,
  refuse_consent
};

struct InteractionInput {
  const oidc::op::AuthorizationRequest& request;
  const std::optional<SignedIn>& signed_in;
  const FormAction* form = nullptr;  // null if no form was posted
  bool account_picker = false;       // demo: offer accounts without passwords
  UnixTime now;
};

NextStep next_step(const InteractionInput& input);

}  // namespace sallyport::directory
