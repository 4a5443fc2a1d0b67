#include "gateway/overage.h"

#include "base/text.h"
#include "entra/graph.h"
#include "oidc/rp/token_request.h"

namespace sallyport::gateway {
namespace {

constexpr int kMaxPages = 20;
constexpr Seconds kGroupsKept{300};
constexpr Seconds kTokenSpare{120};

// An app token for Graph comes from the tenant of the person, also where people of several tenants sign in.
std::string token_endpoint(const Settings& settings, const oidc::rp::ProviderMetadata& metadata,
                           const TenantId& tenant) {
  if (settings.provider.authority.audience == entra::Audience::one_tenant) return metadata.token_endpoint;
  entra::Authority authority = settings.provider.authority;
  authority.tenant = tenant.value;
  return authority.base() + "/oauth2/v2.0/token";
}

// Source: RFC 6749 4.4.2.
Result<Secret> fetch_graph_token(Services& services, const oidc::rp::Client& client, const std::string& endpoint,
                                 const std::string& tenant) {
  const UnixTime now = services.clock.now();
  http::Form body;
  body.add("grant_type", "client_credentials");
  body.add("scope", services.settings->provider.authority.graph_origin() + "/.default");
  http::ClientRequest request;
  request.method = "POST";
  request.url = endpoint;
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
  SALLYPORT_CHECK(oidc::rp::authenticate(client, endpoint, now, services.random, body, request.headers));
  request.body = body.print();
  SALLYPORT_TRY(const auto response, services.http.send(request));
  oidc::OAuthError refusal;
  auto token = oidc::rp::read_token_response(response, refusal);
  if (!token)
    return failure(Kind::unavailable, "graph_token", {}, refusal.error + " AADSTS" + std::to_string(refusal.aadsts));
  services.shared.graph.put_token(tenant, token->access_token, now + token->expires_in - kTokenSpare);
  return std::move(token->access_token);
}

Result<std::vector<std::string>> fetch_groups(Services& services, const oidc::SubjectClaims& claims,
                                              const Secret& token) {
  const std::string origin = services.settings->provider.authority.graph_origin();
  SALLYPORT_TRY(auto request, entra::build_member_objects(origin, claims.subject, token));
  std::vector<std::string> groups;
  for (int page = 0; page < kMaxPages; ++page) {
    SALLYPORT_TRY(const auto response, services.http.send(request));
    SALLYPORT_TRY(auto read, entra::read_member_objects(response, origin));
    groups.insert(groups.end(), read.ids.begin(), read.ids.end());
    if (read.next_link.empty()) return groups;
    request.method = "GET";
    request.url = read.next_link;
    request.body.clear();
  }
  return failure(Kind::unavailable, "graph_status", {}, "more pages of groups than anybody can have");
}

}  // namespace

bool needs_overage(const oidc::SubjectClaims& claims, const Settings& settings) {
  return claims.groups_state == oidc::GroupsState::overage &&
         (settings.roles.needs_groups() || settings.provider.graph_client.has_value());
}

Result<oidc::SubjectClaims> complete_groups(Services& services, const oidc::rp::ProviderMetadata& metadata,
                                            oidc::SubjectClaims claims, Freshness freshness) {
  const Settings& settings = *services.settings;
  if (!needs_overage(claims, settings)) return claims;
  if (!settings.provider.graph_client || !settings.provider.is_entra || !is_guid(claims.subject.value))
    return failure(Kind::forbidden, "groups_overage", "entra.md 7.4", "no client for Graph is configured");
  const UnixTime now = services.clock.now();
  const std::string person = claims.tenant.value + "/" + claims.subject.value;
  std::optional<std::vector<std::string>> groups;
  if (freshness == Freshness::minutes) groups = services.shared.graph.groups(person, now);
  if (!groups) {
    std::optional<Secret> token = services.shared.graph.token(claims.tenant.value, now);
    if (!token) {
      const std::string endpoint = token_endpoint(settings, metadata, claims.tenant);
      SALLYPORT_TRY(token, fetch_graph_token(services, *settings.provider.graph_client, endpoint, claims.tenant.value));
    }
    SALLYPORT_TRY(groups, fetch_groups(services, claims, *token));
    services.shared.graph.put_groups(person, *groups, now + kGroupsKept);
    services.metrics.count("group_overage_resolved");
  }
  claims.groups = std::move(*groups);
  claims.groups_state = oidc::GroupsState::complete;
  return claims;
}

}  // namespace sallyport::gateway
