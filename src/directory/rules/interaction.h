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
  // "sign_in", "cancel", "other", "consent", "decline", "second_factor", "register_factor", "new_password"; empty if an
  // account was picked
  std::string act;
  std::string account;  // object id of the account that was picked, or that consented
  std::string login;
  std::string password;
  bool for_organization = false;  // an administrator consents for everybody
  std::string code;               // of an authenticator
  std::string offer;              // the sealed secret of a new authenticator (second_factor.h)
  std::string new_password;
  std::string new_password_again;
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
  check_proof,  // more than a password (directory/authorize/proofs.h)
  accept_consent,
  answer,
  refuse_login_required,
  refuse_several,  // prompt=none, and the request does not say which of several accounts is meant
  refuse_cancelled,
  refuse_consent
};

struct Step {
  NextStep what = NextStep::show_sign_in;
  const SignedIn* account = nullptr;  // one of the input's accounts; null if the step needs none
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
