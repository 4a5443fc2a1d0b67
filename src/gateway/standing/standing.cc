#include "gateway/standing.h"

#include <algorithm>
#include <array>

#include "gateway/expectations.h"

namespace sallyport::gateway {
namespace {

// All others may be principal claims, of this configuration or of one to come, sid and login_hint too; and those two
// the session's row holds as they are, so that leaving them out would hide nothing.
constexpr std::array<std::string_view, 4> kOfOneSignIn{"nonce", "at_hash", "c_hash", "s_hash"};
constexpr std::array<std::string_view, 4> kOfGroups{"groups", "hasgroups", "_claim_names", "_claim_sources"};

bool is_one_of(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

struct PolicyInForce {
  entra::IssuerPolicy policy;
  bool provisional = false;
};

// Where the tenant is configured by its domain, and the provider has not said yet which one that is, the person's own
// is taken for it, of those that are allowed.
PolicyInForce policy_in_force(const Services& services, const TenantId& tenant) {
  const Settings& settings = *services.settings;
  PolicyInForce out{issuer_policy(settings)};
  if (!settings.provider.metadata.expect.resolve_tenant) return out;
  const auto snapshot = services.provider ? services.provider->snapshot() : nullptr;
  if (snapshot) {
    out.policy.issuer = issuer_of(settings, snapshot->metadata);
    return out;
  }
  out.provisional = true;
  if (out.policy.tenants.empty()) out.policy.tenants = {tenant};
  return out;
}

// As when the token came (oidc::rp::check_id_token): us alone, whatever the version of the token.
Result<void> check_our_client(const jose::Claims& claims, const ClientId& client) {
  SALLYPORT_TRY(const auto audiences, claims.texts("aud"));
  if (audiences.size() == 1 && audiences.front() == client.value) return {};
  return failure(Kind::forbidden, "session_other_client", "OIDC Core 3.1.3.7 (3)");
}

bool is_list_of_texts(const json::View& value) {
  for (const json::View element : value.elements())
    if (!element.as_string()) return false;
  return value.is_array();
}

// Rules read texts, lists of texts, whole numbers and truths. Of all else they see that it is there (idp makes a guest,
// whatever it holds). So nothing is printed longer than it was read, and what is kept can be read again.
json::Value to_kept(const json::View& value) {
  const bool readable = value.as_string() || value.as_bool() || value.as_integer() || is_list_of_texts(value);
  return readable ? json::to_value(value) : json::Value(0);
}

}  // namespace

std::string print_kept_claims(const oidc::SubjectClaims& claims) {
  json::Object kept;
  for (const std::string_view name : claims.members.names())
    if (!is_one_of(kOfOneSignIn, name) && !is_one_of(kOfGroups, name))
      kept.append(std::string(name)) = to_kept(*claims.members.find(name));
  if (claims.groups_state == oidc::GroupsState::overage) kept.append("hasgroups") = true;
  return json::print(kept);
}

void take_over(Admission admission, const identity::Person& person, session::Session& session) {
  session.username = std::move(admission.labels.username);
  session.display_name = std::move(admission.labels.display_name);
  session.email = std::move(admission.labels.email);
  session.preferred_username = std::move(admission.labels.preferred_username);
  session.roles = std::move(admission.roles);
  session.groups = std::move(admission.groups);
  session.admin = person.admin || admission.admin_by_role;
}

Result<Standing> decide_again(const Services& services, const session::Session& session) {
  if (session.claims.empty()) return failure(Kind::forbidden, "session_without_claims");
  const auto [policy, provisional] = policy_in_force(services, session.tenant);
  SALLYPORT_TRY(auto members, json::Document::parse(session.claims));
  jose::Claims kept{std::move(members)};
  SALLYPORT_CHECK(check_our_client(kept, services.settings->provider.client.id));
  SALLYPORT_TRY(auto claims, entra::read_kept_claims(std::move(kept), policy));
  if (claims.groups_state == oidc::GroupsState::complete)
    claims.groups = session.groups;
  else if (services.settings->roles.needs_groups())
    return failure(Kind::forbidden, "groups_overage", "entra.md 7.4");
  SALLYPORT_TRY(auto admission, decide_admission(std::move(claims), *services.settings));
  if (admission.key != identity::IdentityKey{session.issuer, session.tenant, session.subject})
    return failure(Kind::forbidden, "session_other_person");
  return Standing{std::move(admission), provisional};
}

bool lacks_facts(const Error& refusal) {
  return refusal.reason == "groups_overage" || refusal.reason == "session_without_claims";
}

bool changes_standing(const Settings& before, const Settings& next) {
  const ProviderSettings& old_provider = before.provider;
  const ProviderSettings& provider = next.provider;
  const bool same_provider = before.sign_in_configured == next.sign_in_configured &&
                             old_provider.is_entra == provider.is_entra && old_provider.metadata == provider.metadata &&
                             old_provider.client.id == provider.client.id &&
                             old_provider.authority.audience == provider.authority.audience &&
                             old_provider.allowed_tenants == provider.allowed_tenants &&
                             old_provider.accept_v1_tokens == provider.accept_v1_tokens;
  return !same_provider || before.authorizer != next.authorizer || before.roles != next.roles;
}

}  // namespace sallyport::gateway
