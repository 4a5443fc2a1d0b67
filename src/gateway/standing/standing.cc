#include "gateway/standing/standing.h"

#include <algorithm>
#include <array>

#include "gateway/call/expectations.h"

namespace sallyport::gateway {
namespace {

// Any other claim may be a principal claim, under this configuration or a later one, even sid and login_hint. Leaving
// those two out would hide nothing, because the session's row has them in fields of their own.
constexpr std::array<std::string_view, 4> kOfOneSignIn{"nonce", "at_hash", "c_hash", "s_hash"};
constexpr std::array<std::string_view, 4> kOfGroups{"groups", "hasgroups", "_claim_names", "_claim_sources"};

constexpr std::size_t kMaxMeans = 64;  // bytes of acr, and of one value of amr
constexpr std::size_t kMostMeans = 16;

bool is_one_of(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

struct PolicyInForce {
  entra::IssuerPolicy policy;
  bool provisional = false;
};

// The rules about issuers and tenants. If the tenant is configured by its domain, its id is unknown until the
// provider's metadata arrives. Until then the person's own tenant counts as ours, unless the settings list the allowed
// tenants.
PolicyInForce policy_in_force(const StandingParts& parts, const TenantId& tenant) {
  const Settings& settings = *parts.settings;
  PolicyInForce out{issuer_policy(settings)};
  if (!settings.provider.metadata.expect.resolve_tenant) return out;
  const auto snapshot = parts.provider ? parts.provider->snapshot() : nullptr;
  if (snapshot) {
    out.policy.issuer = issuer_of(settings, snapshot->metadata);
    return out;
  }
  out.provisional = true;
  if (out.policy.tenants.empty()) out.policy.tenants = {tenant};
  return out;
}

// The same check as when the token came (oidc::rp::check_id_token): the audience is our client alone, in each version
// of the token.
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

// Rules read texts, lists of texts, whole numbers and booleans. Of any other value they notice only that it is there:
// the claim idp makes a guest, whatever its value. Such a value is stored as 0. So no value gets longer when it is
// printed, and every stored value can be read again.
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

void take_over(Admission admission, session::Session& session) {
  session.username = std::move(admission.labels.username);
  session.display_name = std::move(admission.labels.display_name);
  session.email = std::move(admission.labels.email);
  session.preferred_username = std::move(admission.labels.preferred_username);
  session.groups = std::move(admission.groups);
}

void note_authentication(const oidc::SubjectClaims& claims, session::Session& session) {
  const auto fits = [](std::optional<std::string_view> text) { return text && text->size() <= kMaxMeans; };
  const auto acr = claims.members.find("acr");
  session.acr = acr && fits(acr->as_string()) ? *acr->as_string() : std::string_view();
  session.amr.clear();
  if (const auto amr = claims.members.find("amr"); amr && amr->is_array())
    for (const json::View means : amr->elements())
      if (const auto text = means.as_string(); fits(text) && session.amr.size() < kMostMeans)
        session.amr.emplace_back(*text);
  session.authenticated = claims.authenticated.value_or(UnixTime{});
}

identity::TokenFacts facts_of(const session::Session& session) {
  return {session.provider, session.issuer, session.tenant, session.subject, session.claims, session.groups};
}

Result<void> tell_tokens(const StandingParts& parts, const oidc::SubjectClaims& claims, const PersonId& person) {
  const bool knows_groups = claims.groups_state == oidc::GroupsState::complete;
  const identity::TokenFacts facts{std::string(provider_word(parts.settings->provider)),
                                   claims.issuer,
                                   claims.tenant,
                                   claims.subject,
                                   print_kept_claims(claims),
                                   knows_groups ? claims.groups : std::vector<std::string>()};
  return parts.tokens.replace_facts({identity::TokenKind::personal, person.value}, facts);
}

Result<void> tell_tokens_of_refused(const StandingParts& parts, const oidc::SubjectClaims& claims) {
  const identity::IdentityKey key{std::string(provider_word(parts.settings->provider)), claims.issuer, claims.tenant,
                                  claims.subject};
  SALLYPORT_TRY(const auto known, parts.people.find(key));
  return known ? tell_tokens(parts, claims, known->id) : Result<void>();
}

Result<Standing> decide_again(const StandingParts& parts, const session::Session& session) {
  if (session.claims.empty()) return failure(Kind::forbidden, "session_without_claims");
  const auto [policy, provisional] = policy_in_force(parts, session.tenant);
  SALLYPORT_TRY(auto members, json::Document::parse(session.claims));
  jose::Claims kept{std::move(members)};
  SALLYPORT_CHECK(check_our_client(kept, parts.settings->provider.client.id));
  SALLYPORT_TRY(auto claims, entra::read_kept_claims(std::move(kept), policy));
  if (claims.groups_state == oidc::GroupsState::complete)
    claims.groups = session.groups;
  else if (parts.settings->roles.needs_groups())
    return failure(Kind::forbidden, "groups_overage", "docs/entra.md, Graph and overage");
  SALLYPORT_TRY(auto admission, decide_admission(std::move(claims), *parts.settings));
  if (admission.key != identity::IdentityKey{session.provider, session.issuer, session.tenant, session.subject})
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
                             old_provider.traits == provider.traits && old_provider.metadata == provider.metadata &&
                             old_provider.client.id == provider.client.id &&
                             old_provider.authority.audience == provider.authority.audience &&
                             old_provider.allowed_tenants == provider.allowed_tenants &&
                             old_provider.accept_v1_tokens == provider.accept_v1_tokens;
  return !same_provider || before.authorizer != next.authorizer || before.local_accounts != next.local_accounts ||
         before.roles != next.roles;
}

}  // namespace sallyport::gateway
