// The whole check of a token, from its bytes to the facts about a person: one function for what an API client sends,
// one for what a sign-in gives back. Nothing is fetched: keys come in, and a key that is not among them is said.
// Source: RFC 8725, RFC 9068 in what Entra follows of it; OpenID Connect Core 3.1.3.7; entra.md 7.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "entra/token_check.h"
#include "jose/jws.h"
#include "oidc/rp/id_token.h"

namespace sallyport::entra {

struct BearerExpectation {
  IssuerPolicy issuer;
  std::vector<std::string> audiences;  // exactly; none accepts nothing
  jose::Algorithms algorithms{crypto::SignatureAlgorithm::rs256};
  Seconds skew{60};
  bool accept_id_tokens = false;   // the browser's MSAL sends its ID token as bearer (public client)
  bool accept_app_tokens = false;  // programs that sign in as themselves
};

// In order: form; a header nonce (a token for Microsoft Graph, which nobody else can check) is refused; typ is absent,
// "JWT" or "at+jwt"; signature; lifetime; issuer, tenant and version; audience; kind; then the facts are read.
// Errors: rejected/"token_for_graph", "token_type", "token_kind_not_accepted"; "jws_unknown_kid" comes through as it
// is: fetch the keys and ask again; and those of the steps.
Result<oidc::SubjectClaims> check_bearer(std::string_view token, const jose::JwkSet& keys,
                                         const BearerExpectation& expect, UnixTime now);

struct SignInExpectation {
  IssuerPolicy issuer;
  oidc::rp::IdTokenExpectation id_token;
  jose::Algorithms algorithms{crypto::SignatureAlgorithm::rs256};
};

// The same for the ID token of a sign-in or of a refresh: form, signature, issuer, then oidc::rp::check_id_token, and
// it must be an ID token (an access token in its place is refused). Errors: as above, and those of check_id_token.
Result<oidc::SubjectClaims> check_sign_in(std::string_view id_token, const jose::JwkSet& keys,
                                          const SignInExpectation& expect, UnixTime now);

// The claims of an ID token that was checked before and kept since: whether the policy still allows issuer and tenant
// (the key that vouched for them is no longer known), and the facts. Errors: those of check_issuer and read_subject.
Result<oidc::SubjectClaims> read_kept_claims(jose::Claims claims, const IssuerPolicy& policy);

}  // namespace sallyport::entra
