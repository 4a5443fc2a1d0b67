// Builds the authorization request that starts a sign-in, and checks the response that ends it. Both functions are
// pure. Source: OpenID Connect Core 3.1.2, 3.2.2; RFC 9700.
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

// A sign-in that has started and not ended. The browser keeps it in a sealed cookie; the server stores nothing.
struct Transaction {
  std::string state;
  std::string nonce;
  CodeVerifier verifier;
  ResponseType response_type = ResponseType::code;
  ResponseMode response_mode = ResponseMode::query;
  std::string redirect_uri;
  std::string return_to;  // a return URL that was checked before the transaction was sealed
  UnixTime started;

  std::string print() const;                                // JSON
  static Result<Transaction> parse(std::string_view text);  // malformed/"transaction"
};

struct AuthorizationOptions {
  ResponseType response_type = ResponseType::code;
  ResponseMode response_mode = ResponseMode::query;
  std::string login_hint;  // may be empty
  std::string prompt;      // if not empty, replaces the client's prompt
  std::string state;       // at least 256 random bits; if empty, build_authorization makes one
};

struct AuthorizationStart {
  std::string url;
  Transaction transaction;
};

// Returns the URL to which the caller redirects the browser, and the transaction that check_authorization needs later.
// State and nonce have at least 256 random bits. A request for a code always uses PKCE with S256, whatever the metadata
// announces. A request for an ID token always uses form_post (OAuth 2.0 Multiple Response Types 5). The client's
// `extra` parameters cannot replace a parameter that this function sets.
AuthorizationStart build_authorization(const ProviderMetadata& provider, const Client& client,
                                       const AuthorizationOptions& options, std::string return_to, UnixTime now,
                                       Random& random);

struct AuthorizationCode {
  Secret value;
};
struct ImplicitIdToken {
  Secret value;
};

// The provider refused the sign-in. The fields are cleaned by clean_oauth_error. A page explains the refusal to the
// person in our own words.
struct AuthorizationRefusal {
  std::string error;
  std::string description;
  int aadsts = 0;
  bool cancelled = false;  // the person pressed Cancel: Entra ID adds error_subcode=cancel
};

using AuthorizationResult = std::variant<AuthorizationCode, ImplicitIdToken, AuthorizationRefusal>;

// Checks in this order: no parameter occurs twice; the response came in the mode that was asked for; state is equal;
// the transaction is younger than `lifetime`; iss is equal if the provider announces it or the response has it (RFC
// 9207 2.4); the response is either a success or an error; it has only what was asked for. A refusal by the provider is
// a result, not an error. Errors: rejected/"response_duplicate_parameter", "response_mode", "state_missing",
// "state_mismatch", "transaction_expired", "response_iss", "response_ambiguous", "response_incomplete".
Result<AuthorizationResult> check_authorization(const http::Form& response, ResponseMode arrived_by,
                                                const Transaction& transaction, const ProviderMetadata& provider,
                                                Seconds lifetime, UnixTime now);

}  // namespace sallyport::oidc::rp
