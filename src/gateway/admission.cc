#include "gateway/admission.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sallyport::gateway {
namespace {

constexpr std::array<std::string_view, 3> kDefaultPrincipalClaims{"email", "preferred_username", "sub"};

std::string claim_text(const oidc::SubjectClaims& claims, std::string_view name) {
  const json::Value* const value = name.empty() ? nullptr : claims.members.find(name);
  const std::string* const text = value ? value->as_string() : nullptr;
  return text ? *text : std::string();
}

bool claim_true(const oidc::SubjectClaims& claims, std::string_view name) {
  const json::Value* const value = claims.members.find(name);
  if (!value) return false;
  if (const bool* const flag = value->as_bool()) return *flag;
  if (const std::int64_t* const number = value->as_integer()) return *number == 1;
  const std::string* const text = value->as_string();
  return text && (*text == "true" || *text == "1");
}

// A guest signs in at home; "idp" names that home. Its labels are the other tenant's word. Source: entra.md 7.2.
bool is_guest(const oidc::SubjectClaims& claims) {
  return claims.members.contains("idp") || claim_true(claims, "acct");
}

// Whether name and address come from an issuer that we chose by itself, not from any tenant out there ("nOAuth").
bool labels_are_vouched(const oidc::SubjectClaims& claims, const Settings& settings) {
  if (claims.kind == oidc::TokenKind::access_token_app) return false;
  if (!settings.provider.is_entra) return claim_true(claims, "email_verified");
  return settings.provider.authority.audience == entra::Audience::one_tenant && !is_guest(claims);
}

bool is_own_domain(const AuthorizerSettings& authorizer, std::string_view domain) {
  if (domain.empty()) return false;
  const auto equals = [domain](const std::string& allowed) { return ascii_iequals(allowed, domain); };
  if (!authorizer.allowed_domains.empty()) return std::ranges::any_of(authorizer.allowed_domains, equals);
  return equals(authorizer.principal_domain);
}

struct Principal {
  std::string username;
  std::string email;
};

std::string local_part(std::string_view text) {
  return ascii_lower(text.substr(0, text.find('@')));
}

Result<Principal> read_principal(const oidc::SubjectClaims& claims, const AuthorizerSettings& authorizer) {
  if (!authorizer.username_claim.empty() && !authorizer.email_claim.empty()) {
    const std::string username = claim_text(claims, authorizer.username_claim);
    const std::string email = claim_text(claims, authorizer.email_claim);
    if (username.empty() || email.empty())
      return failure(Kind::rejected, "principal_claim", "jwtPrincipalClaimsMapping",
                     authorizer.username_claim + " or " + authorizer.email_claim + " is missing");
    return Principal{local_part(username), ascii_lower(email)};
  }
  std::vector<std::string> order = authorizer.jwt_principal_claims;
  if (order.empty()) order.assign(kDefaultPrincipalClaims.begin(), kDefaultPrincipalClaims.end());
  for (const std::string& name : order) {
    const std::string text = claim_text(claims, name);
    if (text.empty()) continue;
    const bool address = text.find('@') != std::string::npos;
    return Principal{
        local_part(text),
        ascii_lower(address || authorizer.principal_domain.empty() ? text : text + "@" + authorizer.principal_domain)};
  }
  return failure(Kind::rejected, "principal_claim", "jwtPrincipalClaims", "none of the claims is there");
}

// A bare name in adminPrincipals means a name at home: admin@elsewhere.example is not "admin".
bool is_admin_principal(const oidc::SubjectClaims& claims, const Principal& principal, const Settings& settings) {
  const AuthorizerSettings& authorizer = settings.authorizer;
  const bool vouched = labels_are_vouched(claims, settings);
  const bool at_home = authorizer.principal_domain.empty() && authorizer.allowed_domains.empty()
                           ? true
                           : is_own_domain(authorizer, domain_of(principal.email));
  return std::ranges::any_of(authorizer.admin_principals, [&](const std::string& admin) {
    if (admin.starts_with("oid:")) return ascii_iequals(std::string_view(admin).substr(4), claims.subject.value);
    if (!vouched) return false;
    if (admin.find('@') != std::string::npos) return ascii_iequals(admin, principal.email);
    return at_home && ascii_iequals(admin, principal.username);
  });
}

// The provider itself says that nobody has looked whether the address is the person's.
bool is_called_unverified(const oidc::SubjectClaims& claims) {
  const auto denied = [&](std::string_view name) { return claims.members.contains(name) && !claim_true(claims, name); };
  return denied("email_verified") || denied("xms_edov");
}

Result<void> check_domain(const Principal& principal, bool unverified, const AuthorizerSettings& authorizer) {
  if (!authorizer.enforce_principal_domain) return {};
  if (!unverified && is_own_domain(authorizer, domain_of(principal.email))) return {};
  return failure(Kind::forbidden, "principal_domain", "enforcePrincipalDomain",
                 "the address is of none of the allowed domains");
}

// A program that signs in as itself has no name or address: its client id names it.
Principal program_principal(const oidc::SubjectClaims& claims) {
  return {claims.authorized_party.empty() ? claims.subject.value : claims.authorized_party, {}};
}

void audit_change(Log& log, std::string_view event, const identity::Person& person) {
  log.write(Level::audit, event,
            {{"user", person.labels.username},
             {"subject", person.key.subject.value},
             {"tenant", person.key.tenant.value},
             {"person", person.id.value}});
}

}  // namespace

std::string domain_of(std::string_view email) {
  const auto at = email.find('@');
  if (at == 0 || at == std::string_view::npos || email.find('@', at + 1) != std::string_view::npos) return {};
  const std::string_view domain = email.substr(at + 1);
  const bool plain =
      !domain.empty() && domain.front() != '.' && domain.back() != '.' && std::ranges::all_of(domain, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
      });
  if (!plain || email.find('"') != std::string_view::npos || has_control(email)) return {};
  return ascii_lower(domain);
}

Result<Admission> decide_admission(const oidc::SubjectClaims& claims, const Settings& settings) {
  Admission out;
  out.program = claims.kind == oidc::TokenKind::access_token_app;
  out.unverified_email = is_called_unverified(claims);
  Principal principal = program_principal(claims);
  if (!out.program) {
    SALLYPORT_TRY(principal, read_principal(claims, settings.authorizer));
    SALLYPORT_CHECK(check_domain(principal, is_called_unverified(claims), settings.authorizer));
  }
  out.key = {claims.issuer, claims.tenant, claims.subject};
  out.labels = {claims.name.empty() ? principal.username : claims.name, principal.email, claims.preferred_username,
                principal.username};
  const bool vouched = labels_are_vouched(claims, settings) || claim_true(claims, "xms_edov");
  const std::string_view verified_email = vouched ? std::string_view(principal.email) : std::string_view();
  out.roles = identity::map_roles(settings.roles, {claims.roles, claims.groups, claims.scopes, verified_email});
  out.groups = claims.groups_state == oidc::GroupsState::complete ? claims.groups : std::vector<std::string>();
  out.admin_principal = !out.program && is_admin_principal(claims, principal, settings);
  out.admin_by_role =
      settings.authorizer.use_roles_from_provider && std::ranges::find(claims.roles, "Admin") != claims.roles.end();
  return out;
}

Result<identity::Person> admit(Services& services, const Admission& admission, Visit visit, UnixTime now) {
  identity::IdentityStore& people = services.people;
  const Settings& settings = *services.settings;
  SALLYPORT_TRY(const auto known, people.find(admission.key));
  if (known && known->disabled) return failure(Kind::forbidden, "person_disabled", {}, known->labels.username);
  const Provisioning provisioning = settings.authorizer.provisioning;
  if (!known && provisioning == Provisioning::off)
    return failure(Kind::forbidden, "person_unknown", "enableSelfSignup", admission.labels.username);
  if (!known && provisioning == Provisioning::allowed_domains &&
      (admission.unverified_email || !is_own_domain(settings.authorizer, domain_of(admission.labels.email))))
    return failure(Kind::forbidden, "person_domain", "allowedDomains", admission.labels.username);
  if (known && visit == Visit::token && (known->admin || !admission.admin_principal)) return *known;
  const auto create =
      known || provisioning == Provisioning::off ? identity::CreateMissing::no : identity::CreateMissing::yes;
  SALLYPORT_TRY(const auto person,
                people.link_or_create(admission.key, admission.labels, admission.admin_principal, create, now));
  if (!person) return failure(Kind::forbidden, "person_unknown");  // removed meanwhile
  if (person->disabled) return failure(Kind::forbidden, "person_disabled", {}, person->labels.username);
  if (!known) audit_change(services.log, "person_created", *person);
  if (person->admin && !(known && known->admin)) audit_change(services.log, "person_made_admin", *person);
  return *person;
}

}  // namespace sallyport::gateway
