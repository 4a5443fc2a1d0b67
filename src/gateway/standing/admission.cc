#include "gateway/standing/admission.h"

#include <algorithm>

#include "base/characters.h"
#include "base/text.h"
#include "gateway/call/caller.h"
#include "gateway/standing/vouching.h"

namespace sallyport::gateway {
namespace {

const std::vector<std::string> kDefaultPrincipalClaims{"email", "preferred_username", "sub"};

// The text of a claim; empty if the claim is absent or not a text. Valid as long as the claims.
std::string_view claim_text(const oidc::SubjectClaims& claims, std::string_view name) {
  const auto value = name.empty() ? std::nullopt : claims.members.find(name);
  return value ? value->as_string().value_or("") : "";
}

// A person's name and address, and who vouches for each.
struct Principal {
  std::string claim;     // the value that the username was taken from, in lower case
  std::string username;  // OpenMetadata's: the local part
  std::string email;
  Voucher name_voucher = Voucher::nobody;
  Voucher email_voucher = Voucher::nobody;

  bool may_tell_email() const { return may_be_told(email_voucher); }
};

// The claims about a person, as one configuration reads them.
struct Reading {
  const oidc::SubjectClaims& claims;
  const Settings& settings;

  std::string_view text(std::string_view claim) const { return claim_text(claims, claim); }
  Voucher voucher(std::string_view claim) const { return voucher_of(claim, claims, settings.provider); }
};

Result<Principal> principal_by_mapping(const Reading& reading, const AuthorizerSettings& authorizer) {
  const std::string_view name = reading.text(authorizer.username_claim);
  const std::string_view email = reading.text(authorizer.email_claim);
  if (name.empty() || email.empty())
    return failure(Kind::rejected, "principal_claim", "jwtPrincipalClaimsMapping",
                   authorizer.username_claim + " or " + authorizer.email_claim + " is missing");
  return Principal{ascii_lower(name), std::string(local_part(ascii_lower(name))), ascii_lower(email),
                   reading.voucher(authorizer.username_claim), reading.voucher(authorizer.email_claim)};
}

// OpenMetadata makes an address for a name without one: name@principalDomain. We do not, because nobody would vouch for
// that address: it could be told to no application and would open no domain.
Principal principal_by_claim(std::string_view text, Voucher voucher) {
  const bool is_address = text.find('@') != std::string_view::npos;
  return {ascii_lower(text), std::string(local_part(ascii_lower(text))), is_address ? ascii_lower(text) : std::string(),
          voucher, is_address ? voucher : Voucher::nobody};
}

Result<Principal> read_principal(const Reading& reading) {
  const AuthorizerSettings& authorizer = reading.settings.authorizer;
  if (!authorizer.username_claim.empty() && !authorizer.email_claim.empty())
    return principal_by_mapping(reading, authorizer);
  for (const std::string& name :
       authorizer.jwt_principal_claims.empty() ? kDefaultPrincipalClaims : authorizer.jwt_principal_claims)
    if (const std::string_view text = reading.text(name); !text.empty())
      return principal_by_claim(text, reading.voucher(name));
  return failure(Kind::rejected, "principal_claim", "jwtPrincipalClaims", "none of the claims is there");
}

// A bare name in adminPrincipals means a name of our own domain: admin@elsewhere.example is not "admin". A name without
// a domain counts as our own if the configured issuer vouches for it.
bool is_name_at_home(const Principal& principal, const AuthorizerSettings& authorizer) {
  if (principal.name_voucher != Voucher::issuer) return false;
  const bool has_domains = !authorizer.principal_domain.empty() || !authorizer.allowed_domains.empty();
  if (!has_domains || principal.email.empty()) return true;
  return principal.may_tell_email() && is_own_domain(authorizer, domain_of(principal.email));
}

bool is_admin_principal(const Reading& reading, const Principal& principal) {
  const AuthorizerSettings& authorizer = reading.settings.authorizer;
  const bool at_home = is_name_at_home(principal, authorizer);
  return std::ranges::any_of(authorizer.admin_principals, [&](const std::string& admin) {
    if (admin.starts_with("oid:"))
      return ascii_iequals(std::string_view(admin).substr(4), reading.claims.subject.value);
    if (admin.find('@') != std::string::npos)
      return principal.email_voucher == Voucher::issuer && ascii_iequals(admin, principal.email);
    return at_home && ascii_iequals(admin, principal.username);
  });
}

Result<void> check_domain(const Principal& principal, const AuthorizerSettings& authorizer) {
  if (!authorizer.enforce_principal_domain) return {};
  if (principal.may_tell_email() && is_own_domain(authorizer, domain_of(principal.email))) return {};
  return failure(Kind::forbidden, "principal_domain", "enforcePrincipalDomain",
                 "the address is of none of the allowed domains, or nobody vouches for it");
}

// A program that signs in as itself has no name or address, so its client id names it.
std::string program_name(const oidc::SubjectClaims& claims) {
  return claims.authorized_party.empty() ? claims.subject.value : claims.authorized_party;
}

// A name that no other person can get, neither by choosing an address nor in another tenant.
std::string name_by_key(const identity::IdentityKey& key) {
  return "id:" + key.subject.value + (key.tenant.empty() ? "" : "@" + key.tenant.value);
}

// The name by which applications know a person. Only a name of our own domain becomes OpenMetadata's local part.
std::string name_for_applications(const Principal& principal, const identity::IdentityKey& key, std::string_view home) {
  if (!may_be_told(principal.name_voucher)) return name_by_key(key);
  if (principal.claim.find('@') == std::string::npos) return principal.username;
  if (domain_of(principal.claim).empty()) return name_by_key(key);  // the address can be read in several ways
  return name_of_address(principal.claim, home);
}

void audit_change(Log& log, std::string_view event, const identity::Person& person, const identity::IdentityKey& key) {
  log.write(Level::audit, event,
            {{"user", person.labels.username},
             {"subject", key.subject.value},
             {"tenant", key.tenant.value},
             {"person", person.id.value}});
}

}  // namespace

std::string domain_of(std::string_view email) {
  const auto at = email.find('@');
  if (at == 0 || at == std::string_view::npos || email.find('@', at + 1) != std::string_view::npos) return {};
  const std::string_view domain = email.substr(at + 1);
  const bool plain = !domain.empty() && domain.front() != '.' && domain.back() != '.' &&
                     std::ranges::all_of(domain, [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.'; });
  if (!plain || email.find('"') != std::string_view::npos || has_control(email)) return {};
  return ascii_lower(domain);
}

bool is_own_domain(const AuthorizerSettings& authorizer, std::string_view domain) {
  if (domain.empty()) return false;
  const auto equals = [domain](const std::string& allowed) { return ascii_iequals(allowed, domain); };
  if (!authorizer.allowed_domains.empty()) return std::ranges::any_of(authorizer.allowed_domains, equals);
  return equals(authorizer.principal_domain);
}

std::string name_of_address(std::string_view address, std::string_view home) {
  return std::string(ascii_iequals(domain_of(address), home) ? local_part(address) : address);
}

Result<Admission> decide_admission(oidc::SubjectClaims claims, const Settings& settings) {
  const Reading reading{claims, settings};
  Admission out;
  out.key = {std::string(provider_word(settings.provider)), claims.issuer, claims.tenant, claims.subject};
  out.program = claims.kind == oidc::TokenKind::access_token_app;
  Principal principal;
  if (!out.program) {
    SALLYPORT_TRY(principal, read_principal(reading));
    SALLYPORT_CHECK(check_domain(principal, settings.authorizer));
  }
  const std::string& home = settings.authorizer.principal_domain;
  const std::string username = out.program ? program_name(claims) : name_for_applications(principal, out.key, home);
  const bool tells_preferred = may_be_told(reading.voucher("preferred_username"));
  out.labels = {claims.name.empty() ? username : claims.name, principal.may_tell_email() ? principal.email : "",
                tells_preferred ? claims.preferred_username : "", username};
  const bool proven = principal.email_voucher >= Voucher::owner;
  const std::string_view proven_email = proven ? std::string_view(principal.email) : std::string_view();
  out.roles = identity::map_roles(settings.roles, {claims.roles, claims.groups, claims.scopes, proven_email});
  out.proven_address = std::string(proven_email);
  out.admin_principal = !out.program && is_admin_principal(reading, principal);
  out.admin_by_role =
      settings.authorizer.use_roles_from_provider && std::ranges::find(claims.roles, "Admin") != claims.roles.end();
  out.groups_state = claims.groups_state;
  if (claims.groups_state == oidc::GroupsState::complete) out.groups = std::move(claims.groups);
  return out;
}

std::string_view provider_word(const ProviderSettings& provider) {
  return provider.traits.has_tenants ? identity::kAzure : identity::kOidc;
}

identity::Rights rights_of(const Admission& admission, const std::vector<std::string>& given) {
  identity::Rights rights{admission.roles, admission.admin_principal || admission.admin_by_role};
  rights.roles.insert(rights.roles.end(), given.begin(), given.end());
  std::ranges::sort(rights.roles);
  rights.roles.erase(std::ranges::unique(rights.roles).begin(), rights.roles.end());
  rights.admin = rights.admin || std::ranges::find(given, identity::kAdminRole) != given.end();
  return rights;
}

Result<void> check_provisioning(const Settings& settings, const Admission& admission) {
  const Provisioning provisioning = settings.authorizer.provisioning;
  if (provisioning == Provisioning::off)
    return failure(Kind::forbidden, "person_unknown", "enableSelfSignup", admission.labels.username);
  if (provisioning == Provisioning::allowed_domains &&
      !is_own_domain(settings.authorizer, domain_of(admission.labels.email)))
    return failure(Kind::forbidden, "person_domain", "allowedDomains", admission.labels.username);
  return {};
}

Result<identity::Person> admit(const StandingParts& parts, const Admission& admission, Visit visit, UnixTime now) {
  SALLYPORT_TRY(const auto known, parts.people.find(admission.key));
  if (known && known->disabled) return failure(Kind::forbidden, "person_disabled", {}, known->labels.username);
  if (known && visit == Visit::token) return *known;
  const auto may_come = known ? Result<void>() : check_provisioning(*parts.settings, admission);
  const auto create = known || !may_come ? identity::CreateMissing::no : identity::CreateMissing::yes;
  SALLYPORT_TRY(const auto person,
                parts.people.link_or_create({admission.key, admission.labels, admission.proven_address}, create, now));
  if (!person && !may_come) return Failure(may_come.error());
  if (!person) return failure(Kind::forbidden, "person_unknown");  // removed in the meantime
  if (person->disabled) return failure(Kind::forbidden, "person_disabled", {}, person->labels.username);
  if (!known)
    audit_change(parts.log, person->created == now ? "person_created" : "person_linked", *person, admission.key);
  return *person;
}

}  // namespace sallyport::gateway
