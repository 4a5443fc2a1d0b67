#include "gateway/standing/overage.h"

#include "base/text.h"
#include "entra/graph.h"
#include "gateway/call/lifetimes.h"
#include "oidc/rp/token_request.h"

namespace sallyport::gateway {
namespace {

constexpr int kMaxPages = 20;

// The app token for Graph must come from the person's tenant. If people of several tenants may sign in, the endpoint in
// our metadata does not belong to that tenant.
std::string token_endpoint(const Settings& settings, const oidc::rp::ProviderMetadata& metadata,
                           const TenantId& tenant) {
  if (settings.provider.authority.audience == entra::Audience::one_tenant) return metadata.token_endpoint;
  entra::Authority authority = settings.provider.authority;
  authority.tenant = tenant.value;
  return authority.base() + "/oauth2/v2.0/token";
}

// Source: RFC 6749 4.4.2.
Result<Secret> fetch_graph_token(const GraphParts& parts, const oidc::rp::Client& client, const std::string& endpoint,
                                 const std::string& holder) {
  const UnixTime now = parts.clock.now();
  http::Form body;
  body.add("grant_type", "client_credentials");
  body.add("scope", parts.settings->provider.authority.graph_origin() + "/.default");
  http::ClientRequest request;
  request.method = "POST";
  request.url = endpoint;
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
  SALLYPORT_CHECK(oidc::rp::authenticate(client, endpoint, now, parts.random, body, request.headers));
  request.body = body.print();
  SALLYPORT_TRY(const auto response, parts.http.send(request));
  oidc::OAuthError refusal;
  auto token = oidc::rp::read_token_response(response, refusal);
  if (!token)
    return failure(Kind::unavailable, "graph_token", {}, refusal.error + " AADSTS" + std::to_string(refusal.aadsts));
  parts.graph.put_token(holder, token->access_token, now + token->expires_in - kGraphTokenSpare);
  return std::move(token->access_token);
}

Result<std::vector<std::string>> fetch_groups(const GraphParts& parts, const oidc::SubjectClaims& claims,
                                              const Secret& token) {
  const std::string origin = parts.settings->provider.authority.graph_origin();
  SALLYPORT_TRY(auto request, entra::build_member_objects(origin, claims.subject, token));
  std::vector<std::string> groups;
  for (int page = 0; page < kMaxPages; ++page) {
    SALLYPORT_TRY(const auto response, parts.http.send(request));
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

Result<oidc::SubjectClaims> complete_groups(const GraphParts& parts, const oidc::rp::ProviderMetadata& metadata,
                                            oidc::SubjectClaims claims, Freshness freshness) {
  const Settings& settings = *parts.settings;
  if (!needs_overage(claims, settings)) return claims;
  if (!settings.provider.graph_client || !settings.provider.traits.has_graph || !is_guid(claims.subject.value))
    return failure(Kind::forbidden, "groups_overage", "docs/entra.md, Graph and overage",
                   "no client for Graph is configured");
  const UnixTime now = parts.clock.now();
  const std::string person = claims.tenant.value + "/" + claims.subject.value;
  std::optional<std::vector<std::string>> groups;
  if (freshness == Freshness::minutes) groups = parts.graph.groups(person, now);
  if (!groups) {
    const oidc::rp::Client& client = *settings.provider.graph_client;
    const std::string endpoint = token_endpoint(settings, metadata, claims.tenant);
    const std::string holder = client.id.value + " " + endpoint;
    std::optional<Secret> token = parts.graph.token(holder, now);
    if (!token) {
      SALLYPORT_TRY(token, fetch_graph_token(parts, client, endpoint, holder));
    }
    SALLYPORT_TRY(groups, fetch_groups(parts, claims, *token));
    parts.graph.put_groups(person, *groups, now + kGraphGroupsKept);
    parts.metrics.count("group_overage_resolved");
  }
  claims.groups = std::move(*groups);
  claims.groups_state = oidc::GroupsState::complete;
  return claims;
}

}  // namespace sallyport::gateway
