// What the configuration in force makes of a session: roles, labels and admission are decided anew, from what the
// provider said when the session was opened or renewed, whenever it is read from the store. So other rules hold for
// those who are signed in, too, after a reload as after a restart.
#pragma once

#include <string>

#include "base/result.h"
#include "gateway/admission.h"
#include "gateway/services.h"
#include "oidc/common/subject_claims.h"

namespace sallyport::gateway {

// The claims as a session keeps them, JSON, never empty: without those of one sign-in alone (nonce, hashes of tokens),
// and of the groups only whether the token could not hold them; those that are known the session has beside them. What
// no rule can read is kept as 0, so that it is no longer than the claims of a token may be.
std::string print_kept_claims(const oidc::SubjectClaims& claims);

// Puts what was decided into the session.
void take_over(Admission admission, const identity::Person& person, session::Session& session);

struct Standing {
  Admission admission;
  bool provisional = false;  // which tenant is ours, only metadata tell that nobody has yet: decide again soon
};

// Without the metadata that a tenant's domain needs, all but that one question is decided: the rest of the issuer, the
// tenants that are allowed, admission and roles. Errors: those of decide_admission and entra::read_kept_claims (the
// provider of before is not ours any more); forbidden/"session_other_client" (it is, and knows us by another client
// id), "session_without_claims" (it is of a version that kept none: nobody knows by which rules it was let in),
// "groups_overage" (rules ask for groups that the token could not hold, and nobody asked Graph for then),
// "session_other_person".
Result<Standing> decide_again(const Services& services, const session::Session& session);

// Whether only the provider can tell what the configuration asks for: of an error of decide_again.
bool lacks_facts(const Error& refusal);

// Whether sessions have another standing under `next`.
bool changes_standing(const Settings& before, const Settings& next);

}  // namespace sallyport::gateway
