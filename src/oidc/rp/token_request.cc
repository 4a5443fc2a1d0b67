#include "oidc/rp/token_request.h"

namespace sallyport::oidc::rp {
namespace {

constexpr std::size_t kMaxTokenResponse = 256 * 1024;  // bytes; enough for three of the longest tokens

std::string scope_of(const Client& client) {
  std::string out;
  for (const auto& scope : client.scopes) out += (out.empty() ? "" : " ") + scope;
  return out;
}

Result<http::ClientRequest> build(const ProviderMetadata& provider, const Client& client, http::Form body, UnixTime now,
                                  Random& random) {
  http::ClientRequest request;
  request.method = "POST";
  request.url = provider.token_endpoint;
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
  request.max_response = kMaxTokenResponse;
  SALLYPORT_CHECK(authenticate(client, provider.token_endpoint, now, random, body, request.headers));
  request.body = body.print();
  return request;
}

}  // namespace

Result<http::ClientRequest> build_code_redemption(const ProviderMetadata& provider, const Client& client,
                                                  const AuthorizationCode& code, const Transaction& transaction,
                                                  UnixTime now, Random& random) {
  http::Form body;
  body.add("grant_type", "authorization_code");
  body.add("code", code.value.reveal());
  body.add("redirect_uri", transaction.redirect_uri);  // the same as in the authorization request (RFC 6749 4.1.3)
  body.add("code_verifier", transaction.verifier.value);
  body.add("scope", scope_of(client));
  return build(provider, client, std::move(body), now, random);
}

Result<http::ClientRequest> build_refresh(const ProviderMetadata& provider, const Client& client,
                                          const Secret& refresh_token, UnixTime now, Random& random) {
  http::Form body;
  body.add("grant_type", "refresh_token");
  body.add("refresh_token", refresh_token.reveal());
  body.add("scope", scope_of(client));
  return build(provider, client, std::move(body), now, random);
}

Result<TokenResponse> read_token_response(const http::ClientResponse& response, OAuthError& refusal) {
  const auto status = "status " + std::to_string(response.status);
  if (response.status >= 500 || response.status == 429)
    return failure(Kind::unavailable, "token_endpoint", "RFC 9110 15.6", status);
  if (response.status >= 400) {
    refusal = parse_oauth_error(response.body);
    return failure(Kind::rejected, "token_refused", "RFC 6749 5.2", status + " " + refusal.error);
  }
  if (response.status != 200) return failure(Kind::malformed, "token_response", "RFC 6749 5.1", status);
  const auto* content_type = response.find("content-type");
  return parse_token_response(content_type != nullptr ? *content_type : "", response.body);
}

std::string build_end_session(const ProviderMetadata& provider, const Client& client, std::string_view post_logout_uri,
                              std::string_view logout_hint, std::string_view state) {
  if (provider.end_session_endpoint.empty()) return {};
  http::Form form;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) form.add(name, value);
  };
  add("post_logout_redirect_uri", post_logout_uri);
  add("client_id", client.id.value);
  add("logout_hint", logout_hint);
  add("state", state);
  return http::with_query(provider.end_session_endpoint, form);
}

}  // namespace sallyport::oidc::rp
