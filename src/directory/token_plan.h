// What a row of the grant table decides: everything that the answer will hold, before anything is signed or written.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "directory/client_authentication.h"
#include "directory/resource.h"

namespace sallyport::directory {

// A token request of a known client.
struct TokenRequest {
  const Exchange& exchange;
  http::Form form;
  oidc::op::ClientProof proof;
  entra::AppRegistration app;
  std::vector<std::string> scopes;  // may be empty
  bool client_info = false;
  std::optional<std::string_view> origin;

  Redeemer redeemer() const { return {app, proof, origin}; }
};

struct TokenPlan {
  AuthenticatedClient client;
  oidc::op::Grant grant;            // who, through which platform, signed in when
  std::optional<entra::User> user;  // absent: the app itself
  std::vector<std::string> scopes;
  Resource resource;
  std::string nonce;  // for the ID token
  std::string family;
  UnixTime refresh_expires;
  oidc::op::Redemption redemption;  // without the refresh token that is yet to be made
};

// The rows: grant_type and what decides. Blocks on reads alone.
struct GrantRow {
  std::string_view grant_type;
  Judged<TokenPlan> (*decide)(const TokenRequest&);
};

const GrantRow* find_grant(std::string_view grant_type);  // null: 70003

// The value, which must be there and not be empty: 900144.
Judged<std::string> required(const http::Form& form, std::string_view name);

// The person of a grant, as of now: gone 70000, disabled 50057, tokens from before tokens_valid_from 50173, not
// assigned 50105.
Judged<entra::User> current_user(const TokenRequest& request, const oidc::op::Grant& grant);

}  // namespace sallyport::directory
