// Admission: reads a person from the claims of a checked token, and decides whether that person may come in. The
// decision comes before the first write, so a refused person leaves nothing in the store.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "gateway/call/settings.h"
#include "gateway/standing/parts.h"
#include "identity/identity_store.h"
#include "identity/person.h"
#include "identity/requirement.h"
#include "oidc/common/subject_claims.h"

namespace sallyport::gateway {

// What the claims and the rules say about a person.
struct Admission {
  identity::IdentityKey key;
  identity::Labels labels;  // an address that nobody vouches for is left out
  std::vector<std::string> roles;
  std::vector<std::string> groups;  // meaningless unless groups_state is complete
  oidc::GroupsState groups_state = oidc::GroupsState::complete;
  std::string proven_address;    // lower case; empty if it is not proven that the address is the person's
  bool admin_principal = false;  // named by adminPrincipals
  bool admin_by_role = false;    // by the app role "Admin" with useRolesFromProvider
  bool program = false;
};

// The domain, in lower case, of an address with exactly one '@' and no quoting; empty for anything else.
std::string domain_of(std::string_view email);

// Whether the domain is one of allowedDomains, or else principalDomain.
bool is_own_domain(const AuthorizerSettings& authorizer, std::string_view domain);

// The name by which applications know the owner of an address, in lower case and with exactly one '@': its local part
// if it is of the domain `home`, otherwise all of it, because people of other domains may have the same local part. See
// docs/decisions/0010-names-for-applications.md.
std::string name_of_address(std::string_view address, std::string_view home);

// Makes an Admission from the claims and the settings alone. Username and e-mail come from jwtPrincipalClaimsMapping,
// or else from the first of jwtPrincipalClaims that the token has, as in OpenMetadata. Then domain enforcement,
// adminPrincipals and roleMapping apply. Requires: the groups are complete if a rule needs them (overage.h). Pure.
// Errors: rejected/"principal_claim" (the token has none of the claims); forbidden/"principal_domain".
Result<Admission> decide_admission(oidc::SubjectClaims claims, const Settings& settings);

// The word for the provider in identities and sessions (identity/person.h).
std::string_view provider_word(const ProviderSettings& provider);

// What a person may do: the roles that the rules in force derive from the claims, the roles that were given by hand
// (`given`), and whether either makes them an administrator. The rights are computed again each time, so a right ends
// when its cause does.
identity::Rights rights_of(const Admission& admission, const std::vector<std::string>& given);

// Whether somebody new may come in without an invitation. Errors: forbidden/"person_unknown", "person_domain".
Result<void> check_provisioning(const Settings& settings, const Admission& admission);

enum class Visit { sign_in, token };  // a sign-in updates the labels of a known person, a token does not

// Finds the person of an admission. A person who is new is linked to their invitation, or created if provisioning
// allows it; either writes an audit line. Blocks.
// Errors: forbidden/"person_disabled", "person_unknown" (provisioning is off, and they were not invited),
// "person_domain" (provisioning needs one of the allowed domains), "name_of_bot", "name_of_local_account"
// (identity_store.h);
// unavailable/"identity_store".
Result<identity::Person> admit(const StandingParts& parts, const Admission& admission, Visit visit, UnixTime now);

}  // namespace sallyport::gateway
