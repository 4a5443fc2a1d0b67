// The authorization request and its response, as pure functions. Source: OpenID Connect Core 3.1.2, 3.2.2; RFC 9700.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "http/form.h"
#include "oidc/common/pkce.h"
#include "oidc/rp/client.h"
#include "oidc/rp/metadata.h"

namespace sallyport::oidc::rp {

enum class ResponseType { code, id_token };
enum class ResponseMode { query, form_post };

// One sign-in under way. Sealed into a cookie of its own; nothing of it is kept on the server.
struct Transaction {
  std::string state;
  std::string nonce;
  CodeVerifier verifier;
  ResponseType response_type = ResponseType::code;
  ResponseMode response_mode = ResponseMode::query;
  std::string redirect_uri;
  std::string return_to;  // checked before it was sealed
  UnixTime started;

  std::string print() const;                                // JSON
  static Result<Transaction> parse(std::string_view text);  // malformed/"transaction"
};

struct AuthorizationOptions {
  ResponseType response_type = ResponseType::code;
  ResponseMode response_mode = ResponseMode::query;
  std::string login_hint;  // may be empty
  std::string prompt;      // overrides the client's; may be empty
};

struct AuthorizationStart {
  std::string url;
  Transaction transaction;
};

// State and nonce of 256 bits always; PKCE S256 always where a code is asked for, whatever the metadata says of it. An
// ID token is never asked for by query: form_post then (OAuth 2.0 Multiple Response Types 5). `extra` of the client
// cannot replace a parameter that is built here.
AuthorizationStart build_authorization(const ProviderMetadata& provider, const Client& client,
                                       const AuthorizationOptions& options, std::string return_to, UnixTime now,
                                       Random& random);

struct AuthorizationCode {
  Secret value;
};
struct ImplicitIdToken {
  Secret value;
};

// The provider said no. Shown to the person in our words.
struct AuthorizationRefusal {
  std::string error;
  std::string description;
  int aadsts = 0;
};

using AuthorizationResult = std::variant<AuthorizationCode, ImplicitIdToken, AuthorizationRefusal>;

// In order: no parameter twice; the mode is the one asked for; state equals; not older than `lifetime`; iss equals
// where the provider announces it, and where it is present (RFC 9207 2.4); error and success not both; the asked
// response alone. Errors: rejected/"response_duplicate_parameter", "response_mode", "state_missing", "state_mismatch",
// "transaction_expired", "response_iss", "response_ambiguous", "response_incomplete".
Result<AuthorizationResult> check_authorization(const http::Form& response, ResponseMode arrived_by,
                                                const Transaction& transaction, const ProviderMetadata& provider,
                                                Seconds lifetime, UnixTime now);

}  // namespace sallyport::oidc::rp
