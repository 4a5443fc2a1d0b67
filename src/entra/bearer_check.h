// The whole check of a token, from its bytes to the claims about its subject. check_bearer checks the token that an API
// client sends, and check_sign_in the one that a sign-in returns. The functions are pure and fetch nothing. The caller
// passes the keys; the error "jws_unknown_kid" tells it to fetch newer ones. Source: RFC 8725; the parts of RFC 9068
// that Entra ID follows; OpenID Connect Core 3.1.3.7; docs/entra.md, Tokens and claims.
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
  std::vector<std::string> audiences;  // aud must equal one exactly; an empty list accepts no token
  jose::Algorithms algorithms{crypto::SignatureAlgorithm::rs256};
  Seconds skew{60};
  bool accept_id_tokens = false;   // for public clients: MSAL in a browser sends its ID token as bearer token
  bool accept_app_tokens = false;  // for programs that sign in as themselves
};

// Checks in this order: syntax; no nonce in the header (it marks a token for Microsoft Graph, which only Graph can
// verify); typ is absent, "JWT" or "at+jwt"; signature; lifetime; issuer, tenant and version; audience; kind. Then it
// reads the subject. Errors: rejected/"token_for_graph", "token_type", "token_kind_not_accepted"; "jws_unknown_kid",
// after which the caller fetches the keys and tries again; those of the jose functions, check_issuer,
// oidc::rs::check_audience, kind_of and read_subject.
Result<oidc::SubjectClaims> check_bearer(std::string_view token, const jose::JwkSet& keys,
                                         const BearerExpectation& expect, UnixTime now);

struct SignInExpectation {
  IssuerPolicy issuer;
  oidc::rp::IdTokenExpectation id_token;
  jose::Algorithms algorithms{crypto::SignatureAlgorithm::rs256};
};

// Checks the ID token of a sign-in or a refresh: syntax, signature, issuer, then oidc::rp::check_id_token. Refuses an
// access token in its place. Errors: as above, and those of check_id_token.
Result<oidc::SubjectClaims> check_sign_in(std::string_view id_token, const jose::JwkSet& keys,
                                          const SignInExpectation& expect, UnixTime now);

// Reads the subject from the claims of an ID token that was checked earlier and stored. Checks again whether the policy
// allows their issuer and tenant, but not the signing key, which is no longer known. Errors: those of check_issuer and
// read_subject.
Result<oidc::SubjectClaims> read_kept_claims(jose::Claims claims, const IssuerPolicy& policy);

}  // namespace sallyport::entra
