// The request that a client sends to the authorization endpoint. Parsing only reads it; the caller checks its values.
// Source: RFC 6749 4.1.1, OpenID Connect Core 3.1.2.1, RFC 7636 4.3.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/form.h"

namespace sallyport::oidc::op {

struct AuthorizationRequest {
  std::string client_id;  // empty if the parameter is missing, like every text below
  std::string redirect_uri;
  std::vector<std::string> response_types;  // sorted, because the client may list them in any order
  std::string response_mode;
  std::vector<std::string> scopes;
  std::string state;
  std::string nonce;
  std::vector<std::string> prompts;
  std::string login_hint;
  std::string domain_hint;
  std::string sid;  // of the sign-in that the client expects (Entra)
  std::string max_age;
  std::string code_challenge;
  std::string code_challenge_method;
  std::string resource;
  std::string claims;               // JSON (OpenID Connect Core 5.5)
  bool client_info = false;         // the client wants Entra's client_info in the response
  bool has_request_object = false;  // the client sent request or request_uri; neither is read or fetched

  // Ignores parameters that it does not know. Errors: malformed/"form_duplicate" (RFC 6749 3.1).
  static Result<AuthorizationRequest> parse(const http::Form& parameters);

  bool asks_for(std::string_view response_type) const;
  bool has_scope(std::string_view scope) const;
  bool has_prompt(std::string_view prompt) const;
};

}  // namespace sallyport::oidc::op
