// Decides what happens next at the authorization endpoint. The decision is pure: it depends on the request, the
// accounts that are signed in at the browser and the posted form, and changes nothing.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "entra/registration.h"
#include "oidc/op/authorization_request.h"
#include "oidc/op/sign_in_store.h"

namespace sallyport::directory {

// What a person did on one of the directory's pages.
struct FormAction {
  std::string act;      // "sign_in", "cancel", "other", "consent", "decline"; empty if an account was picked
  std::string account;  // object id of the account that was picked, or that consented
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
  refuse_several,  // prompt=none, and the request does not say which of several accounts is meant
  refuse_cancelled,
  refuse_consent
};

struct Step {
  NextStep what = NextStep::show_sign_in;
  const SignedIn* account = nullptr;  // one of the input's accounts; set for show_consent, answer and refuse_consent
};

struct InteractionInput {
  const oidc::op::AuthorizationRequest& request;
  const std::vector<SignedIn>& accounts;  // signed in at this browser
  const FormAction* form = nullptr;       // null if no form was posted
  bool account_picker = false;            // demo: offer accounts without passwords
  UnixTime now;
  Seconds sign_in_frequency{0};  // 0: no limit
};

Step next_step(const InteractionInput& input);

}  // namespace sallyport::directory
