// Token requests as HTTP values: built here, sent by the caller, read here. Source: RFC 6749 4.1.3, 6.
#pragma once

#include <variant>

#include "http/client.h"
#include "oidc/common/token_response.h"
#include "oidc/rp/authorization.h"

namespace sallyport::oidc::rp {

Result<http::ClientRequest> build_code_redemption(const ProviderMetadata& provider, const Client& client,
                                                  const AuthorizationCode& code, const Transaction& transaction,
                                                  UnixTime now, Random& random);

// scope is sent: without openid Entra answers no id_token.
Result<http::ClientRequest> build_refresh(const ProviderMetadata& provider, const Client& client,
                                          const Secret& refresh_token, UnixTime now, Random& random);

// Errors: rejected/"token_refused" with the OAuthError in `refusal`; those of parse_token_response;
// unavailable/"token_endpoint" for 5xx and 429.
Result<TokenResponse> read_token_response(const http::ClientResponse& response, OAuthError& refusal);

// end_session_endpoint with post_logout_redirect_uri, client_id, logout_hint and state. Empty where the provider has
// none. Source: OpenID Connect RP-Initiated Logout 1.0 2.
std::string build_end_session(const ProviderMetadata& provider, const Client& client, std::string_view post_logout_uri,
                              std::string_view logout_hint, std::string_view state);

}  // namespace sallyport::oidc::rp
