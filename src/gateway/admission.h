// Who a checked token is about in our words, and whether that person may come in. Decided before anything is written:
// a refused person leaves no trace.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gateway/services.h"
#include "identity/identity_store.h"
#include "oidc/common/subject_claims.h"

namespace sallyport::gateway {

// What the claims and the rules make of somebody. Pure.
struct Admission {
  identity::IdentityKey key;
  identity::Labels labels;  // without an address that nobody vouches for
  std::vector<std::string> roles;
  std::vector<std::string> groups;
  bool admin_principal = false;  // named by adminPrincipals: stays admin
  bool admin_by_role = false;    // by the app role "Admin" with useRolesFromProvider: as long as the role lasts
  bool program = false;
};

// OpenMetadata's user name: what stands before the '@', or all of it.
std::string_view local_part(std::string_view text);

// The domain of an address with exactly one '@' and no quoting, lower case; empty for anything else.
std::string domain_of(std::string_view email);

// Username and e-mail by jwtPrincipalClaimsMapping, else by the first of jwtPrincipalClaims that is there
// (OpenMetadata), domain enforcement, adminPrincipals, roleMapping. The groups must be complete already.
// Errors: rejected/"principal_claim" (none of the claims is there); forbidden/"principal_domain".
Result<Admission> decide_admission(oidc::SubjectClaims claims, const Settings& settings);

// The person, made at the first sign-in where provisioning allows it. Errors: forbidden/"person_disabled",
// "person_unknown" (provisioning is off), "person_domain"; unavailable/"identity_store". A new person and a new
// administrator are audit lines.
enum class Visit { sign_in, token };  // a sign-in renews the labels; a token only looks the person up
Result<identity::Person> admit(Services& services, const Admission& admission, Visit visit, UnixTime now);

}  // namespace sallyport::gateway
