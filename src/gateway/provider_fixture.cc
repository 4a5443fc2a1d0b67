#include "gateway/provider_fixture.h"

#include <map>
#include <utility>

#include "crypto/key.h"
#include "jose/jwk.h"
#include "jose/sign.h"

namespace sallyport::gateway::testing {
namespace {

http::ClientResponse json_response(int status, const json::Object& body) {
  http::ClientResponse response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json"}};
  response.body = json::print(body);
  return response;
}

}  // namespace

const crypto::PrivateKey& FakeProvider::key(std::string_view kid) {
  static std::map<std::string, crypto::PrivateKey, std::less<>> keys;
  const auto found = keys.find(kid);
  if (found != keys.end()) return found->second;
  return keys.emplace(std::string(kid), crypto::PrivateKey::generate_rsa(2048)).first->second;
}

json::Object FakeProvider::discovery() const {
  return {{"issuer", issuer},
          {"authorization_endpoint", login + "/oauth2/v2.0/authorize"},
          {"token_endpoint", login + "/oauth2/v2.0/token"},
          {"jwks_uri", login + "/discovery/v2.0/keys"},
          {"end_session_endpoint", login + "/oauth2/v2.0/logout"},
          {"response_modes_supported", json::Array{"query", "form_post"}},
          {"response_types_supported", json::Array{"code", "id_token"}},
          {"subject_types_supported", json::Array{"pairwise"}},
          {"id_token_signing_alg_values_supported", json::Array{"RS256"}}};
}

json::Object FakeProvider::id_token_claims() const {
  json::Object claims{{"iss", issuer},
                      {"aud", kClient},
                      {"sub", "pairwise-subject-of-ann"},
                      {"oid", kAnn},
                      {"tid", kTenant},
                      {"ver", "2.0"},
                      {"name", "Ann Example"},
                      {"email", "Ann@contoso.example"},
                      {"preferred_username", "ann@contoso.example"},
                      {"roles", json::Array{"Reader"}},
                      {"sid", "provider-session-1"},
                      {"login_hint", "opaque-hint"},
                      {"iat", clock_.now().seconds},
                      {"nbf", clock_.now().seconds},
                      {"exp", clock_.now().seconds + 3600}};
  if (!nonce.empty()) claims.set("nonce", nonce);
  edit(claims);
  return claims;
}

std::string FakeProvider::sign(const json::Object& claims, std::string_view kid) const {
  const jose::SigningKey signing{key(kid), crypto::SignatureAlgorithm::rs256, std::string(kid)};
  return jose::sign_compact(signing, {{"typ", "JWT"}}, claims).value();
}

http::ClientResponse FakeProvider::token() {
  ++token_requests;
  if (token_answer) return *token_answer;
  json::Object body{{"token_type", "Bearer"}, {"access_token", "opaque-access-canary"}, {"expires_in", 3600}};
  if (id_tokens) body.set("id_token", sign(id_token_claims(), signing_kid));
  if (refresh_tokens) body.set("refresh_token", "refresh-canary-" + std::to_string(token_requests));
  return json_response(200, body);
}

Result<http::ClientResponse> FakeProvider::send(const http::ClientRequest& request) {
  {
    const std::lock_guard lock(mutex_);
    asked.push_back(request.url);
  }
  if (down) return failure(Kind::unavailable, "http_connect");
  if (request.url.ends_with("openid-configuration")) return json_response(200, discovery());
  if (request.url.ends_with("/keys")) {
    json::Array keys;
    for (const std::string& kid : published_kids) {
      json::Object key = jose::public_members(FakeProvider::key(kid).public_key());
      key.set("kid", kid);
      key.set("use", "sig");
      if (!key_issuer.empty()) key.set("issuer", key_issuer);
      keys.push_back(std::move(key));
    }
    return json_response(200, {{"keys", std::move(keys)}});
  }
  if (request.url.find("getMemberObjects") != std::string::npos) {
    ++graph_requests;
    return json_response(graph_status, {{"value", json::Array(graph_groups.begin(), graph_groups.end())}});
  }
  const auto form = http::Form::parse(request.body);
  if (form) last_token_request = *form;
  if (form && form->one("grant_type").value() == "client_credentials")
    return json_response(200, {{"token_type", "Bearer"}, {"access_token", "graph-canary"}, {"expires_in", 3600}});
  return token();
}

}  // namespace sallyport::gateway::testing
