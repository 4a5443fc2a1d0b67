#include "gateway/api/security_api.h"

#include "gateway/call/session_cookie.h"
#include "gateway/caller/bearer.h"

namespace sallyport::gateway {
namespace {

json::Array texts(const std::vector<std::string>& values) {
  return json::Array(values.begin(), values.end());
}

}  // namespace

http::Outcome system_version(const Call& call) {
  const Program& program = call.settings().program;
  const std::string& spoken = call.settings().server.openmetadata_version;
  json::Object body{{"version", spoken.empty() ? program.version : spoken},
                    {"revision", program.revision},
                    {"timestamp", program.committed.seconds * 1000}};  // OpenMetadata counts in milliseconds
  if (!spoken.empty()) body.set("sallyport", program.version);
  return json_answer(call, 200, body);
}

http::Outcome config_auth(const Call& call) {
  const Settings& settings = call.settings();
  const ProviderSettings& provider = settings.provider;
  if (!settings.sign_in_configured)
    return json_answer(
        call, 200,
        {{"provider", "basic"}, {"providerName", ""}, {"clientType", "public"}, {"enableSelfSignup", false}});
  json::Object out{
      {"provider", provider.name},
      {"providerName", provider.display_name},
      {"clientType", provider.confidential ? "confidential" : "public"},
      {"enableSelfSignup", settings.authorizer.provisioning != Provisioning::off},
      {"jwtPrincipalClaims", texts(settings.authorizer.jwt_principal_claims)},
      {"clientId", provider.client.id.value},
      {"authority", provider.traits.has_tenants ? provider.authority.base() : provider.metadata.expect.issuer},
      {"callbackUrl", provider.client.redirect_uri}};
  json::Array mapping;
  if (!settings.authorizer.username_claim.empty()) {
    mapping.push_back("username:" + settings.authorizer.username_claim);
    mapping.push_back("email:" + settings.authorizer.email_claim);
  }
  out.set("jwtPrincipalClaimsMapping", std::move(mapping));
  // OpenMetadata always sends its default here. We send the response type that is configured.
  out.set("responseType", provider.response_type == oidc::rp::ResponseType::code ? "code" : "id_token");
  return json_answer(call, 200, out);
}

http::Outcome config_authorizer(const Call& call) {
  return json_answer(call, 200, {{"principalDomain", call.settings().authorizer.principal_domain}});
}

http::Outcome config_jwks(const Call& call, const OwnTokenParts& parts) {
  http::Response response(200);
  response.prepared = call.essentials.prepared.plain_lines;
  response.add("Content-Type", "application/json");
  response.body = parts.own_keys.jwks(call.essentials.clock.now());
  return http::Answer{std::move(response)};
}

http::Outcome refresh(const Call& call, const OwnTokenParts& parts) {
  if (call.who.refusal && call.who.refusal->kind == Kind::unavailable) return refusal_answer(call, *call.who.refusal);
  // Only a session cookie counts, so that a stolen token of ours cannot renew itself.
  if (!call.who.caller || call.who.credential != Credential::session) {
    http::Answer answer = challenge_answer(call);
    if (call.who.dead_cookie) answer.response.add("Set-Cookie", session_cookie(call.site(), {}, Seconds(0)).print());
    return answer;
  }
  // Any site can make a browser send this request, but only our pages may use the answer. A client without Fetch
  // Metadata and Origin headers is not a browser, and passes.
  if (call.site().fetch_of(call.request) == Fetch::other)
    return refusal_answer(call, {Kind::forbidden, "cross_site", "Fetch Metadata", {}});
  const auto token = mint_api_token(parts, *call.who.caller);
  if (!token) return refusal_answer(call, token.error());
  return json_answer(call, 200,
                     {{"accessToken", token->value},
                      {"refreshToken", nullptr},
                      {"tokenType", "Bearer"},
                      {"expiryDuration", token->expires.seconds}});
}

}  // namespace sallyport::gateway
