#include "directory/token/claims.h"

#include <algorithm>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "directory/call/limits.h"
#include "directory/rules/resource.h"
#include "directory/rules/verified_email.h"
#include "directory/token/optional_claims.h"
#include "entra/cloud.h"
#include "entra/graph_application.h"

namespace sallyport::directory {
namespace {

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::ranges::find(all, one) != all.end();
}

std::string issuer(const TokenFacts& facts, const TenantId& tenant, TokenVersion version) {
  return version == TokenVersion::v2 ? entra::v2_issuer(facts.origin, tenant.value)
                                     : entra::v1_issuer(facts.origin, tenant.value);
}

json::Array array_of(const std::vector<std::string>& values) {
  json::Array array;
  for (const std::string& value : values) array.emplace_back(value);
  return array;
}

// The groups that the application wants to know. Of those that are assigned to it, nested groups do not count.
std::vector<std::string> told_groups(const TokenFacts& facts, const entra::AppRegistration& app,
                                     const std::vector<entra::AppRoleAssignment>& assignments) {
  using entra::GroupClaims;
  std::vector<std::string> ids;
  if (app.group_claims == GroupClaims::security_group || app.group_claims == GroupClaims::all) {
    for (const entra::ObjectId& group : facts.groups) ids.push_back(group.value);
  } else if (app.group_claims == GroupClaims::application_group) {
    for (const entra::AppRoleAssignment& each : assignments)
      if (each.principal_kind == entra::PrincipalKind::group && !contains(ids, each.principal.value))
        ids.push_back(each.principal.value);
  }
  return ids;
}

// If there are more groups than fit, the token says where to request them.
// Source: docs/entra.md, Graph and overage.
void add_groups(json::Object& claims, const TokenFacts& facts, const entra::AppRegistration& app,
                const std::vector<entra::AppRoleAssignment>& assignments, Channel channel) {
  const auto groups = told_groups(facts, app, assignments);
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

void add_roles(json::Object& claims, const entra::AppRegistration& app,
               const std::vector<entra::AppRoleAssignment>& assignments, entra::PrincipalKind holder) {
  const auto roles = entra::role_values(app, assignments, holder);
  if (!roles.empty()) claims.set("roles", array_of(roles));
}

// The person's directory roles, for Graph and for applications that ask for them with their groups.
void add_directory_roles(json::Object& claims, const entra::User& user, const entra::AppRegistration& app,
                         bool is_graph) {
  const bool asked =
      app.group_claims == entra::GroupClaims::directory_role || app.group_claims == entra::GroupClaims::all;
  if ((!is_graph && !asked) || user.directory_role == entra::DirectoryRole::none) return;
  claims.set("wids", json::Array{entra::template_id(user.directory_role)});
}

// Where a guest's account is. Members have no such claim.
void add_home(json::Object& claims, const entra::User& user) {
  if (!user.home_issuer.empty()) claims.set("idp", user.home_issuer);
}

void add_times(json::Object& claims, UnixTime now, Seconds lifetime) {
  claims.set("iat", now.seconds);
  claims.set("nbf", now.seconds);
  claims.set("exp", (now + lifetime).seconds);
}

OptionalFacts optional_facts(const TokenFacts& facts, const entra::AppRegistration& holder) {
  return {.user = facts.user,
          .sid = facts.sid,
          .authenticated = facts.authenticated,
          .now = facts.now,
          .address = facts.address,
          .email_verified = facts.email_verified,
          .tells_email = may_learn_email(facts.user, facts.email_verified, holder)};
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

// Whether the API lists the claim among those that it wants in its access tokens.
bool asks_for(const entra::AppRegistration& api, std::string_view claim) {
  return std::ranges::find(api.access_token_claims, claim, &entra::OptionalClaim::name) !=
         api.access_token_claims.end();
}

// The client's capability, which the API sees only if it asks for the claim.
void add_capabilities(json::Object& claims, const AccessTokenTarget& target) {
  const bool asked = target.is_graph || asks_for(target.api, "xms_cc");
  if (asked && target.handles_challenges) claims.set("xms_cc", json::Array{"cp1"});
}

// The value of a claim that Entra ID uses itself and that clients must not read.
std::string opaque(const TokenFacts& facts, std::string_view claim) {
  return base64url_encode(crypto::view(crypto::sha256(std::string(claim) + " " + facts.unique)));
}

std::string_view version_text(TokenVersion version) {
  return version == TokenVersion::v2 ? "2.0" : "1.0";
}

// How the person proved who they are. Source: docs/entra.md, Tokens and claims.
json::Array methods_of(const TokenFacts& facts) {
  json::Array methods{"pwd"};
  if (facts.proofs.second_factor) methods.emplace_back("mfa");
  return methods;
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
  if (v1) claims.set("amr", methods_of(facts));
  if (extras.access_token) claims.set("at_hash", half_hash(*extras.access_token));
  if (extras.code) claims.set("c_hash", half_hash(*extras.code));
  const bool wants_email = contains(facts.scopes, "email") || facts.user.type == entra::UserType::guest;
  if (wants_email && may_learn_email(facts.user, facts.email_verified, facts.client))
    claims.set("email", facts.user.email);
  add_home(claims, facts.user);
  add_groups(claims, facts, facts.client, facts.assignments, extras.channel);
  const bool profile = v1 || contains(facts.scopes, "profile");
  if (profile) add_names(claims, facts, extras.version);
  if (!facts.nonce.empty()) claims.set("nonce", facts.nonce);
  if (profile) claims.set("oid", facts.user.id.value);
  claims.set("rh", "0.");
  add_roles(claims, facts.client, facts.assignments, entra::PrincipalKind::user);
  claims.set("sub", pairwise_subject(facts.pairwise_secret, facts.user.id.value, facts.client.client_id.value));
  claims.set("tid", facts.user.tenant.value);
  claims.set("uti", facts.unique);
  claims.set("ver", version_text(extras.version));
  add_directory_roles(claims, facts.user, facts.client, false);
  add_optional_claims(facts.client.id_token_claims, optional_facts(facts, facts.client), claims);
  return claims;
}

json::Object access_token_claims(const TokenFacts& facts, const AccessTokenTarget& target, Seconds lifetime) {
  json::Object claims;
  claims.set("aud", target.audience);
  claims.set("iss", issuer(facts, facts.user.tenant, target.version));
  add_times(claims, facts.now, lifetime);
  if (target.version == TokenVersion::v1) {
    claims.set("acr", "1");
    claims.set("amr", methods_of(facts));
  }
  if (!target.contexts.empty()) claims.set("acrs", array_of(target.contexts));
  claims.set("aio", facts.sealed_state);
  add_client(claims, facts, target);
  add_groups(claims, facts, target.api, target.assignments, target.channel);
  add_roles(claims, target.api, target.assignments, entra::PrincipalKind::user);
  add_names(claims, facts, target.version);
  claims.set("oid", facts.user.id.value);
  claims.set("rh", "0.");
  if (!target.scopes.empty()) claims.set("scp", scope_words(target.scopes));
  claims.set("sid", facts.sid);
  // Pairwise for the API or, for Graph, for the client, so that userinfo returns the same sub as the client's ID token.
  const bool is_graph = target.api.client_id.value == entra::kGraphClientId;
  claims.set("sub", pairwise_subject(facts.pairwise_secret, facts.user.id.value,
                                     is_graph ? facts.client.client_id.value : target.api.client_id.value));
  claims.set("tid", facts.user.tenant.value);
  claims.set("uti", facts.unique);
  claims.set("ver", version_text(target.version));
  add_home(claims, facts.user);
  add_directory_roles(claims, facts.user, target.api, target.is_graph);
  add_capabilities(claims, target);
  add_optional_claims(target.api.access_token_claims, optional_facts(facts, target.api), claims);
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
  if (target.is_graph || asks_for(target.api, "idtyp")) claims.set("idtyp", "app");
  claims.set("oid", facts.client_principal.value);
  claims.set("rh", "0.");
  add_roles(claims, target.api, target.assignments, entra::PrincipalKind::service_principal);
  claims.set("sub", facts.client_principal.value);
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
