// Builds requests to the token endpoint and reads the responses. The caller sends them. Source: RFC 6749 4.1.3, 6.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "http/client.h"
#include "oidc/common/token_response.h"
#include "oidc/rp/authorization.h"

namespace sallyport::oidc::rp {

// Builds the request that redeems the code of a sign-in. Errors: those of authenticate.
Result<http::ClientRequest> build_code_redemption(const ProviderMetadata& provider, const Client& client,
                                                  const AuthorizationCode& code, const Transaction& transaction,
                                                  UnixTime now, Random& random);

// Builds the request that redeems a refresh token. It has a scope parameter, because Entra ID returns no id_token
// without "openid" in it. Errors: those of authenticate.
Result<http::ClientRequest> build_refresh(const ProviderMetadata& provider, const Client& client,
                                          const Secret& refresh_token, UnixTime now, Random& random);

// Reads the response. Errors: unavailable/"token_endpoint" for 5xx and 429; rejected/"token_refused" for every other
// 4xx, with the provider's error in `refusal`; malformed/"token_response" for any other status but 200; those of
// parse_token_response.
Result<TokenResponse> read_token_response(const http::ClientResponse& response, OAuthError& refusal);

// The URL that signs the browser out at the provider: end_session_endpoint with post_logout_redirect_uri, client_id,
// logout_hint and state. Empty if the provider has no such endpoint. Source: OpenID Connect RP-Initiated Logout 1.0 2.
std::string build_end_session(const ProviderMetadata& provider, const Client& client, std::string_view post_logout_uri,
                              std::string_view logout_hint, std::string_view state);

}  // namespace sallyport::oidc::rp
