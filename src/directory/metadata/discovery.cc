#include "directory/metadata/discovery.h"

#include <algorithm>

#include "base/text.h"
#include "directory/call/clouds.h"
#include "directory/call/limits.h"
#include "http/url.h"

namespace sallyport::directory {
namespace {

// In the caches of Microsoft's libraries, tokens of the public cloud are under its oldest name.
// Source: docs/entra.md, Endpoints.
constexpr std::string_view kPublicCacheHost = "login.windows.net";

json::Array texts(std::initializer_list<const char*> values) {
  json::Array array;
  for (const char* value : values) array.emplace_back(value);
  return array;
}

// The tenant as the endpoints name it: its GUID, even if the path has a domain. For common and its like, the path's own
// word.
std::string endpoint_tenant(const Exchange& exchange) {
  return exchange.audience == Audience::one_tenant ? exchange.tenant.id.value : exchange.tenant_name;
}

// "?appid=GUID" if the request has it. Entra repeats it in jwks_uri, for apps with a signing key of their own.
std::string asked_app(const Exchange& exchange) {
  const auto query = http::Form::parse(exchange.request.query());
  const auto app = query ? query->one("appid").value_or(std::nullopt) : std::nullopt;
  return app && is_guid(*app) ? "?appid=" + ascii_lower(*app) : std::string();
}

json::Value tenant_region(const Exchange& exchange) {
  if (exchange.audience == Audience::one_tenant) return "WW";
  return nullptr;
}

std::string host_of(std::string_view origin) {
  return std::string(origin.substr(origin.find("://") + 3));
}

// Clients send requests to these hosts, so they are Microsoft's only where the operator named them as the directory's.
void add_cloud(json::Object& document, const Exchange& exchange) {
  document.set("tenant_region_scope", tenant_region(exchange));
  document.set("cloud_instance_name", instance_name(exchange));
  document.set("cloud_graph_host_name", host_of(exchange.origin));
  document.set("msgraph_host", host_of(graph_origin(exchange)));
  document.set("rbac_url", exchange.origin);
}

http::Response cached_answer(const json::Object& body) {
  http::Response response = json_answer(200, body);
  response.add("Cache-Control", "max-age=" + std::to_string(limits::kMetadata.count()) + ", private");
  response.add("Access-Control-Allow-Origin", "*");
  response.add("Access-Control-Allow-Methods", "GET, OPTIONS");
  return response;
}

// Whether clients may sign in at this address: the directory's own, or one of the same cloud.
bool is_known_instance(const Exchange& exchange, const http::Url& url) {
  const entra::Cloud* cloud = cloud_of(exchange);
  return url.origin() == exchange.origin ||
         (cloud != nullptr && url.scheme == "https" && entra::find_cloud(url.host) == cloud);
}

// Clients send requests to preferred_network, which is therefore the directory's own name. The other names are those
// under which they may have cached tokens.
json::Object network_of(const Exchange& exchange) {
  const std::string host = host_of(exchange.origin);
  const entra::Cloud* cloud = cloud_of(exchange);
  const auto others = cloud == nullptr ? std::vector<std::string_view>() : entra::sign_in_hosts(*cloud);
  json::Array aliases{host};
  for (const std::string_view name : others)
    if (name != host) aliases.emplace_back(name);
  const bool is_public = std::ranges::find(others, kPublicCacheHost) != others.end();
  return {{"preferred_network", host},
          {"preferred_cache", is_public ? std::string(kPublicCacheHost) : host},
          {"aliases", std::move(aliases)}};
}

}  // namespace

http::Response v2_discovery(const Exchange& exchange) {
  const std::string base = exchange.origin + "/" + endpoint_tenant(exchange);
  json::Object document;
  document.set("token_endpoint", base + "/oauth2/v2.0/token");
  document.set("token_endpoint_auth_methods_supported",
               texts({"client_secret_post", "private_key_jwt", "client_secret_basic", "self_signed_tls_client_auth"}));
  document.set("jwks_uri", base + "/discovery/v2.0/keys" + asked_app(exchange));
  document.set("response_modes_supported", texts({"query", "fragment", "form_post"}));
  document.set("subject_types_supported", texts({"pairwise"}));
  document.set("id_token_signing_alg_values_supported", texts({"RS256"}));
  document.set("response_types_supported", texts({"code", "id_token", "code id_token", "id_token token"}));
  document.set("scopes_supported", texts({"openid", "profile", "email", "offline_access"}));
  document.set("issuer", issuer_of(exchange, issuer_tenant(exchange)));
  document.set("request_uri_parameter_supported", false);
  document.set("userinfo_endpoint", graph_origin(exchange) + "/oidc/userinfo");
  document.set("authorization_endpoint", base + "/oauth2/v2.0/authorize");
  document.set("device_authorization_endpoint", base + "/oauth2/v2.0/devicecode");
  document.set("http_logout_supported", true);
  document.set("frontchannel_logout_supported", true);
  document.set("end_session_endpoint", base + "/oauth2/v2.0/logout");
  document.set("claims_supported",
               texts({"sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name",
                      "msgraph_host", "aud", "exp", "iat", "auth_time", "acr", "nonce", "preferred_username", "name",
                      "tid", "ver", "at_hash", "c_hash", "email"}));
  document.set("kerberos_endpoint", base + "/kerberos");
  // Entra serves mutual TLS at a host of its own; the directory has only one.
  const std::string mutual = exchange.origin + "/mtlsauth/" + endpoint_tenant(exchange) + "/oauth2/v2.0/token";
  document.set("mtls_endpoint_aliases", json::Object{{"token_endpoint", mutual}});
  document.set("tls_client_certificate_bound_access_tokens", true);
  add_cloud(document, exchange);
  if (exchange.settings.iss_parameter) document.set("authorization_response_iss_parameter_supported", true);
  return cached_answer(document);
}

http::Response v1_discovery(const Exchange& exchange) {
  const std::string base = exchange.origin + "/" + endpoint_tenant(exchange);
  json::Object document;
  document.set("token_endpoint", base + "/oauth2/token");
  document.set("token_endpoint_auth_methods_supported",
               texts({"client_secret_post", "private_key_jwt", "client_secret_basic"}));
  document.set("jwks_uri", exchange.origin + "/common/discovery/keys" + asked_app(exchange));
  document.set("response_modes_supported", texts({"query", "fragment", "form_post"}));
  document.set("subject_types_supported", texts({"pairwise"}));
  document.set("id_token_signing_alg_values_supported", texts({"RS256"}));
  document.set("response_types_supported", texts({"code", "id_token", "code id_token", "token id_token", "token"}));
  document.set("scopes_supported", texts({"openid"}));
  document.set("issuer", entra::v1_issuer(exchange.origin, issuer_tenant(exchange).value));
  document.set("microsoft_multi_refresh_token", true);
  document.set("authorization_endpoint", base + "/oauth2/authorize");
  document.set("device_authorization_endpoint", base + "/oauth2/devicecode");
  document.set("http_logout_supported", true);
  document.set("frontchannel_logout_supported", true);
  document.set("end_session_endpoint", base + "/oauth2/logout");
  document.set("claims_supported", texts({"sub", "iss", "cloud_instance_name", "cloud_instance_host_name",
                                          "cloud_graph_host_name", "msgraph_host", "aud", "exp", "iat", "auth_time",
                                          "acr", "amr", "nonce", "email", "given_name", "family_name", "nickname"}));
  document.set("check_session_iframe", base + "/oauth2/checksession");
  document.set("userinfo_endpoint", base + "/openid/userinfo");
  add_cloud(document, exchange);
  return cached_answer(document);
}

http::Response keys(const Exchange& exchange) {
  json::Array keys;
  for (const PublishedKey& published : exchange.published->keys) {
    json::Object key;
    key.set("kty", "RSA");
    key.set("use", "sig");
    key.set("kid", published.kid);
    key.set("x5t", published.x5t);
    for (const std::string_view name : {"n", "e"})
      if (const json::Value* value = published.members.find(name)) key.set(name, *value);
    key.set("x5c", json::Array{published.x5c});
    key.set("cloud_instance_name", instance_name(exchange));
    key.set("issuer", entra::v2_issuer(exchange.origin, "{tenantid}"));
    keys.emplace_back(std::move(key));
  }
  return cached_answer(json::Object{{"keys", std::move(keys)}});
}

http::Response instance_discovery(const Exchange& exchange) {
  const auto query = http::Form::parse(exchange.request.query());
  const auto asked = query ? query->one("authorization_endpoint") : Result<std::optional<std::string>>();
  const auto url = asked && *asked ? http::Url::parse(**asked) : Result<http::Url>(failure(Kind::malformed, "url"));
  if (!url || !is_known_instance(exchange, *url))
    return json_refusal(exchange, {&entra::refusal<50049>(), {}, {}, "instance discovery for a foreign host"});
  const std::string tenant = url->path.substr(1, url->path.find('/', 1) - 1);
  return cached_answer(json::Object{
      {"tenant_discovery_endpoint", exchange.origin + "/" + tenant + "/v2.0/.well-known/openid-configuration"},
      {"api-version", "1.1"},
      {"metadata", json::Array{network_of(exchange)}},
  });
}

http::Response user_realm(const Exchange& exchange) {
  const auto query = http::Form::parse(exchange.request.query());
  std::string user = query ? query->one("user").value_or(std::nullopt).value_or("") : "";
  if (const auto named = http::percent_decode(exchange.parameters["user"]); named && !named->empty()) user = *named;
  if (user.empty()) return json_refusal(exchange, {&entra::refusal<900144>(), {"user"}, {}, {}});
  const std::string domain = ascii_lower(user.substr(user.rfind('@') + 1));
  const bool managed = user.find('@') != std::string::npos && exchange.published->find_tenant(domain) != nullptr;
  json::Object realm{{"ver", "1.0"}, {"account_type", managed ? "Managed" : "Unknown"}};
  if (managed) realm.set("domain_name", domain);
  realm.set("cloud_instance_name", instance_name(exchange));
  realm.set("cloud_audience_urn", "urn:federation:MicrosoftOnline");
  http::Response response = json_answer(200, realm);
  response.add("Cache-Control", "no-store");
  return response;
}

http::Response kerberos(const Exchange& exchange) {
  return json_refusal(exchange, {&entra::refusal<90023>(), {"Kerberos is not available here."}, {}, {}});
}

http::Response mutual_tls(const Exchange& exchange) {
  return json_refusal(exchange, {&entra::refusal<90023>(), {"Mutual TLS is not available here."}, {}, {}});
}

http::Response metadata_wrong_method(const Exchange& exchange) {
  http::Response response = json_refusal(
      exchange, {&entra::refusal<900561>(), {"GET, OPTIONS", std::string(exchange.request.method)}, {}, {}});
  response.status = 405;
  return response;
}

http::Response unknown_tenant(const Exchange& exchange) {
  Refused refused = unknown_tenant_refusal(exchange);
  if (refused.code() == entra::refusal<90002>().code) refused.error = "invalid_tenant";
  http::Response response = json_refusal(exchange, refused);
  response.add("Access-Control-Allow-Origin", "*");
  return response;
}

}  // namespace sallyport::directory
