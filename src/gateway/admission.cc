#include "gateway/admission.h"

#include <algorithm>

#include "base/text.h"

namespace sallyport::gateway {
namespace {

const std::vector<std::string> kDefaultPrincipalClaims{"email", "preferred_username", "sub"};

// As long as the claims live; empty where it is absent or no text.
std::string_view claim_text(const oidc::SubjectClaims& claims, std::string_view name) {
  const auto value = name.empty() ? std::nullopt : claims.members.find(name);
  return value ? value->as_string().value_or("") : "";
}

bool claim_true(const oidc::SubjectClaims& claims, std::string_view name) {
  const auto value = claims.members.find(name);
  if (!value) return false;
  if (const auto flag = value->as_bool()) return *flag;
  if (const auto number = value->as_integer()) return *number == 1;
  const auto text = value->as_string();
  return text == "true" || text == "1";
}

// A guest signs in at home; "idp" names that home. Its labels are the other tenant's word. Source: entra.md 7.2.
bool is_guest(const oidc::SubjectClaims& claims) {
  return claims.members.contains("idp") || claim_true(claims, "acct");
}

// Whether name and address come from an issuer that we chose by itself, not from any tenant out there ("nOAuth").
bool comes_from_our_issuer(const oidc::SubjectClaims& claims, const Settings& settings) {
  if (claims.kind == oidc::TokenKind::access_token_app) return false;
  if (!settings.provider.is_entra) return claim_true(claims, "email_verified");
  return settings.provider.authority.audience == entra::Audience::one_tenant && !is_guest(claims);
}

// The provider itself says that nobody has looked whether the address is the person's.
bool is_called_unverified(const oidc::SubjectClaims& claims) {
  const auto denied = [&](std::string_view name) { return claims.members.contains(name) && !claim_true(claims, name); };
  return denied("email_verified") || denied("xms_edov");
}

// Whether the address may be told to applications and open a domain. Any tenant may write any address into a token, so
// one of many tenants, or of a guest, needs the word of Entra that its domain was proven there (xms_edov).
bool address_is_vouched(const oidc::SubjectClaims& claims, const Settings& settings) {
  if (is_called_unverified(claims)) return false;
  // One provider that keeps silent about verification is believed as OpenMetadata believes it.
  return !settings.provider.is_entra || comes_from_our_issuer(claims, settings) || claim_true(claims, "xms_edov");
}

bool is_own_domain(const AuthorizerSettings& authorizer, std::string_view domain) {
  if (domain.empty()) return false;
  const auto equals = [domain](const std::string& allowed) { return ascii_iequals(allowed, domain); };
  if (!authorizer.allowed_domains.empty()) return std::ranges::any_of(authorizer.allowed_domains, equals);
  return equals(authorizer.principal_domain);
}

struct Principal {
  std::string claim;     // what the username was taken from, lower case
  std::string username;  // OpenMetadata's: the local part
  std::string email;
};

Principal principal_of(std::string_view claim, std::string_view email) {
  return {ascii_lower(claim), std::string(local_part(ascii_lower(claim))), ascii_lower(email)};
}

Result<Principal> read_principal(const oidc::SubjectClaims& claims, const AuthorizerSettings& authorizer) {
  if (!authorizer.username_claim.empty() && !authorizer.email_claim.empty()) {
    const std::string_view username = claim_text(claims, authorizer.username_claim);
    const std::string_view email = claim_text(claims, authorizer.email_claim);
    if (username.empty() || email.empty())
      return failure(Kind::rejected, "principal_claim", "jwtPrincipalClaimsMapping",
                     authorizer.username_claim + " or " + authorizer.email_claim + " is missing");
    return principal_of(username, email);
  }
  for (const std::string& name :
       authorizer.jwt_principal_claims.empty() ? kDefaultPrincipalClaims : authorizer.jwt_principal_claims) {
    const std::string_view text = claim_text(claims, name);
    if (text.empty()) continue;
    if (text.find('@') != std::string_view::npos || authorizer.principal_domain.empty())
      return principal_of(text, text);
    return principal_of(text, std::string(text) + "@" + authorizer.principal_domain);
  }
  return failure(Kind::rejected, "principal_claim", "jwtPrincipalClaims", "none of the claims is there");
}

// A bare name in adminPrincipals means a name at home: admin@elsewhere.example is not "admin".
bool is_admin_principal(const oidc::SubjectClaims& claims, const Principal& principal, const Settings& settings) {
  const AuthorizerSettings& authorizer = settings.authorizer;
  const bool vouched = comes_from_our_issuer(claims, settings) && !is_called_unverified(claims);
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

Result<void> check_domain(const Principal& principal, bool vouched, const AuthorizerSettings& authorizer) {
  if (!authorizer.enforce_principal_domain) return {};
  if (vouched && is_own_domain(authorizer, domain_of(principal.email))) return {};
  return failure(Kind::forbidden, "principal_domain", "enforcePrincipalDomain",
                 "the address is of none of the allowed domains");
}

// A program that signs in as itself has no name or address: its client id names it.
std::string program_name(const oidc::SubjectClaims& claims) {
  return claims.authorized_party.empty() ? claims.subject.value : claims.authorized_party;
}

// Nobody else may choose this name: neither in an address nor in another tenant.
std::string name_by_key(const identity::IdentityKey& key) {
  return "id:" + key.subject.value + (key.tenant.empty() ? "" : "@" + key.tenant.value);
}

// What applications know somebody by. OpenMetadata's local part where it can mean one person alone: a name at home.
// Two domains, or two tenants, have the same local parts. docs/decisions/0010-names-for-applications.md
std::string name_for_applications(const Principal& principal, const identity::IdentityKey& key, bool vouched,
                                  std::string_view home) {
  if (!vouched) return name_by_key(key);
  if (principal.claim.find('@') == std::string::npos) return principal.username;
  const std::string domain = domain_of(principal.claim);
  if (domain.empty()) return name_by_key(key);  // no address that has one reading
  return ascii_iequals(domain, home) ? principal.username : principal.claim;
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

std::string_view local_part(std::string_view text) {
  return text.substr(0, text.find('@'));
}

Result<Admission> decide_admission(oidc::SubjectClaims claims, const Settings& settings) {
  Admission out;
  out.key = {std::move(claims.issuer), std::move(claims.tenant), claims.subject};
  out.program = claims.kind == oidc::TokenKind::access_token_app;
  const bool vouched = !out.program && address_is_vouched(claims, settings);
  Principal principal;
  if (!out.program) {
    SALLYPORT_TRY(principal, read_principal(claims, settings.authorizer));
    SALLYPORT_CHECK(check_domain(principal, vouched, settings.authorizer));
  }
  const std::string username =
      out.program ? program_name(claims)
                  : name_for_applications(principal, out.key, vouched, settings.authorizer.principal_domain);
  if (claims.name.empty()) claims.name = username;
  out.labels = {std::move(claims.name), vouched ? principal.email : std::string(), std::move(claims.preferred_username),
                username};
  const bool proven = vouched && (comes_from_our_issuer(claims, settings) || claim_true(claims, "xms_edov"));
  const std::string_view proven_email = proven ? std::string_view(principal.email) : std::string_view();
  out.roles = identity::map_roles(settings.roles, {claims.roles, claims.groups, claims.scopes, proven_email});
  if (claims.groups_state == oidc::GroupsState::complete) out.groups = std::move(claims.groups);
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
      !is_own_domain(settings.authorizer, domain_of(admission.labels.email)))
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
