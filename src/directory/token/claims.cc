#include "directory/token/claims.h"

#include <algorithm>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "directory/call/limits.h"
#include "directory/call/login_hint.h"

namespace sallyport::directory {
namespace {

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::ranges::find(all, one) != all.end();
}

std::string issuer(const TokenFacts& facts, const TenantId& tenant, TokenVersion version) {
  return facts.origin + "/" + tenant.value + (version == TokenVersion::v2 ? "/v2.0" : "/");
}

json::Array array_of(const std::vector<std::string>& values) {
  json::Array array;
  for (const std::string& value : values) array.emplace_back(value);
  return array;
}

std::vector<std::string> told_groups(const TokenFacts& facts, const entra::AppRegistration& app) {
  std::vector<std::string> ids;
  if (app.group_claims == entra::GroupClaims::none) return ids;
  for (const entra::ObjectId& group : facts.groups) {
    const bool assigned = std::ranges::any_of(app.assignments, [&](const auto& a) { return a.principal == group; });
    if (app.group_claims == entra::GroupClaims::security_group || assigned) ids.push_back(group.value);
  }
  return ids;
}

// If there are more groups than fit, the token says where to request them.
// Source: docs/entra.md, Graph and overage.
void add_groups(json::Object& claims, const TokenFacts& facts, const entra::AppRegistration& app, Channel channel) {
  const auto groups = told_groups(facts, app);
  if (groups.empty()) return;
  const bool in_url = channel == Channel::authorization_endpoint;
  if (groups.size() <= (in_url ? facts.groups_in_url : facts.groups_in_token)) {
    claims.set("groups", array_of(groups));
  } else if (in_url) {
    claims.set("hasgroups", true);
  } else {
    // Deviation: Entra names the retired Azure AD Graph host here. The directory never names a host of Microsoft's.
    const std::string endpoint =
        facts.origin + "/" + facts.user.tenant.value + "/users/" + facts.user.id.value + "/getMemberObjects";
    claims.set("_claim_names", json::Object{{"groups", "src1"}});
    claims.set("_claim_sources", json::Object{{"src1", json::Object{{"endpoint", endpoint}}}});
  }
}

void add_roles(json::Object& claims, const TokenFacts& facts, const entra::AppRegistration& app) {
  const auto roles = entra::role_values(app, facts.user.id, facts.groups);
  if (!roles.empty()) claims.set("roles", array_of(roles));
}

void add_times(json::Object& claims, UnixTime now, Seconds lifetime) {
  claims.set("iat", now.seconds);
  claims.set("nbf", now.seconds);
  claims.set("exp", (now + lifetime).seconds);
}

std::string given_name(const entra::User& user) {
  return user.display_name.substr(0, user.display_name.find(' '));
}
std::string family_name(const entra::User& user) {
  const std::size_t space = user.display_name.rfind(' ');
  return space == std::string::npos ? "" : user.display_name.substr(space + 1);
}

// Claims that the registration lists under "Token configuration". A claim is left out if the directory does not have
// the facts for it.
void add_optional(json::Object& claims, const TokenFacts& facts) {
  for (const std::string& name : facts.client.optional_claims) {
    if (name == "sid") claims.set(name, facts.sid);
    if (name == "login_hint") claims.set(name, login_hint_of(facts.user));
    if (name == "auth_time") claims.set(name, facts.authenticated.seconds);
    if (name == "upn") claims.set(name, facts.user.user_principal_name);
    if (name == "given_name") claims.set(name, given_name(facts.user));
    if (name == "family_name") claims.set(name, family_name(facts.user));
    if (name == "acct") claims.set(name, 0);
    if (name == "xms_edov" && !facts.user.email.empty()) claims.set(name, true);
    if (name == "email" && !facts.user.email.empty()) claims.set(name, facts.user.email);
  }
}

void add_names(json::Object& claims, const TokenFacts& facts, TokenVersion version) {
  claims.set("name", facts.user.display_name);
  if (version == TokenVersion::v2) {
    claims.set("preferred_username", facts.user.user_principal_name);
    return;
  }
  claims.set("unique_name", facts.user.user_principal_name);
  claims.set("upn", facts.user.user_principal_name);
  claims.set("given_name", given_name(facts.user));
  claims.set("family_name", family_name(facts.user));
}

void add_client(json::Object& claims, const TokenFacts& facts, const AccessTokenTarget& target) {
  const bool v2 = target.version == TokenVersion::v2;
  claims.set(v2 ? "azp" : "appid", facts.client.client_id.value);
  claims.set(v2 ? "azpacr" : "appidacr", std::to_string(target.client_strength));
}

// The client's capability, which the API sees only if it asks for the claim. Graph always asks.
void add_capabilities(json::Object& claims, const AccessTokenTarget& target) {
  const bool asked = target.api == nullptr || contains(target.api->optional_claims, "xms_cc");
  if (asked && target.handles_challenges) claims.set("xms_cc", json::Array{"cp1"});
}

// The value of a claim that Entra ID uses itself and that clients must not read.
std::string opaque(const TokenFacts& facts, std::string_view claim) {
  return base64url_encode(crypto::view(crypto::sha256(std::string(claim) + " " + facts.unique)));
}

std::string_view version_text(TokenVersion version) {
  return version == TokenVersion::v2 ? "2.0" : "1.0";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

}  // namespace

std::string pairwise_subject(const Secret& secret, std::string_view user, std::string_view client) {
  return base64url_encode(crypto::hmac_sha256(secret, "sub " + std::string(client) + " " + std::string(user)));
}

json::Object id_token_claims(const TokenFacts& facts, const IdTokenExtras& extras) {
  const bool v1 = extras.version == TokenVersion::v1;
  json::Object claims;
  claims.set("aud", facts.client.client_id.value);
  claims.set("iss", issuer(facts, facts.user.tenant, extras.version));
  add_times(claims, facts.now, limits::kIdToken);
  if (extras.access_token) claims.set("at_hash", half_hash(*extras.access_token));
  if (extras.code) claims.set("c_hash", half_hash(*extras.code));
  const bool email = contains(facts.scopes, "email") && !facts.user.email.empty();
  if (email) claims.set("email", facts.user.email);
  add_groups(claims, facts, facts.client, extras.channel);
  const bool profile = v1 || contains(facts.scopes, "profile");
  if (profile) add_names(claims, facts, extras.version);
  if (!facts.nonce.empty()) claims.set("nonce", facts.nonce);
  if (profile) claims.set("oid", facts.user.id.value);
  claims.set("rh", "0.");
  add_roles(claims, facts, facts.client);
  claims.set("sub", pairwise_subject(facts.pairwise_secret, facts.user.id.value, facts.client.client_id.value));
  claims.set("tid", facts.user.tenant.value);
  claims.set("uti", facts.unique);
  claims.set("ver", version_text(extras.version));
  add_optional(claims, facts);
  return claims;
}

json::Object access_token_claims(const TokenFacts& facts, const AccessTokenTarget& target, Seconds lifetime) {
  json::Object claims;
  claims.set("aud", target.audience);
  claims.set("iss", issuer(facts, facts.user.tenant, target.version));
  add_times(claims, facts.now, lifetime);
  if (target.version == TokenVersion::v1) {
    claims.set("acr", "1");
    claims.set("amr", json::Array{"pwd"});
  }
  if (!target.contexts.empty()) claims.set("acrs", array_of(target.contexts));
  claims.set("aio", opaque(facts, "aio"));
  add_client(claims, facts, target);
  if (target.api != nullptr) {
    add_groups(claims, facts, *target.api, target.channel);
    add_roles(claims, facts, *target.api);
  }
  add_names(claims, facts, target.version);
  claims.set("oid", facts.user.id.value);
  claims.set("rh", "0.");
  claims.set("scp", joined(target.scopes));
  claims.set("sid", facts.sid);
  // Pairwise for the API or, for Graph, for the client, so that userinfo returns the same sub as the client's ID token.
  claims.set("sub",
             pairwise_subject(facts.pairwise_secret, facts.user.id.value,
                              target.api != nullptr ? target.api->client_id.value : facts.client.client_id.value));
  claims.set("tid", facts.user.tenant.value);
  claims.set("uti", facts.unique);
  claims.set("ver", version_text(target.version));
  add_capabilities(claims, target);
  return claims;
}

json::Object app_token_claims(const TokenFacts& facts, const AccessTokenTarget& target, Seconds lifetime,
                              const TenantId& tenant) {
  json::Object claims;
  claims.set("aud", target.audience);
  claims.set("iss", issuer(facts, tenant, target.version));
  add_times(claims, facts.now, lifetime);
  claims.set("aio", opaque(facts, "aio"));
  add_client(claims, facts, target);
  const bool wants_type = target.api == nullptr || contains(target.api->optional_claims, "idtyp");
  if (wants_type) claims.set("idtyp", "app");
  claims.set("oid", facts.client.service_principal.value);
  claims.set("rh", "0.");
  if (target.api != nullptr) {
    std::vector<std::string> roles;
    for (const entra::AppRole& role : target.api->app_roles)
      for (const entra::Assignment& assignment : target.api->assignments)
        if (role.enabled && role.for_applications && assignment.app_role_id == role.id &&
            assignment.principal == facts.client.service_principal)
          roles.push_back(role.value);
    if (!roles.empty()) claims.set("roles", array_of(roles));
  }
  claims.set("sub", facts.client.service_principal.value);
  claims.set("tid", tenant.value);
  claims.set("uti", facts.unique);
  claims.set("ver", version_text(target.version));
  add_capabilities(claims, target);
  claims.set("xms_ftd", opaque(facts, "xms_ftd"));
  return claims;
}

std::string client_info(const entra::User& user) {
  return base64url_encode(json::print(json::Object{{"uid", user.id.value}, {"utid", user.tenant.value}}));
}

std::string half_hash(std::string_view text) {
  return base64url_encode(crypto::view(crypto::sha256(text)).substr(0, 16));
}

}  // namespace sallyport::directory
