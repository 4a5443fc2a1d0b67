// What a client asks of the authorization endpoint, read once, judged by nobody yet.
// Source: RFC 6749 4.1.1, OpenID Connect Core 3.1.2.1, RFC 7636 4.3.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/form.h"

namespace sallyport::oidc::op {

struct AuthorizationRequest {
  std::string client_id;  // texts are empty where absent
  std::string redirect_uri;
  std::vector<std::string> response_types;  // "code id_token" in any order, sorted
  std::string response_mode;
  std::vector<std::string> scopes;
  std::string state;
  std::string nonce;
  std::vector<std::string> prompts;
  std::string login_hint;
  std::string domain_hint;
  std::string max_age;
  std::string code_challenge;
  std::string code_challenge_method;
  std::string resource;
  bool client_info = false;         // Entra's: add client_info to the answer
  bool has_request_object = false;  // request or request_uri: never fetched

  // Parameters that it does not know are ignored. Errors: malformed/"form_duplicate" (RFC 6749 3.1).
  static Result<AuthorizationRequest> parse(const http::Form& parameters);

  bool asks_for(std::string_view response_type) const;
  bool has_scope(std::string_view scope) const;
  bool has_prompt(std::string_view prompt) const;
};

}  // namespace sallyport::oidc::op
