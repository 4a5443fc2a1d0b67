// Judges a session by the rules in force. Whenever a session is read from the store, its admission, labels and roles
// are decided again, from what the provider said when the session was opened or renewed. So new rules also hold for
// people who are already signed in, after a reload just as after a restart.
#pragma once

#include <string>

#include "base/result.h"
#include "gateway/call/settings.h"
#include "gateway/standing/admission.h"
#include "gateway/standing/parts.h"
#include "identity/tokens/token.h"
#include "oidc/common/subject_claims.h"
#include "session/session.h"

namespace sallyport::gateway {

// Prints the claims that a session keeps, as JSON; never empty. It leaves out the claims that matter for one sign-in
// only (nonce, hashes of tokens). It also leaves out the groups, which the session has in a field of its own, and keeps
// only whether the token could not hold them. Values that no rule can read are stored as 0, which bounds the length of
// the text.
std::string print_kept_claims(const oidc::SubjectClaims& claims);

// Copies what the provider says about the person into the session: labels and groups.
void take_over(Admission admission, session::Session& session);

// Copies into the session how and when the person proved who they are: acr, amr and auth_time. It drops
// an acr of more than 64 bytes and such values of amr, and keeps at most 16 values of amr.
void note_authentication(const oidc::SubjectClaims& claims, session::Session& session);

// What the provider said about the person of this session, as their personal access tokens keep it.
identity::TokenFacts facts_of(const session::Session& session);

// Tells the personal access tokens of the person what the provider says about them now, so that the tokens lose the
// rights that the provider no longer gives to their owner. Errors: unavailable/"token_store".
Result<void> tell_tokens(const StandingParts& parts, const oidc::SubjectClaims& claims, const PersonId& person);

// The same for somebody whom the rules refuse. Does nothing if they are not known here. Errors: also
// unavailable/"identity_store".
Result<void> tell_tokens_of_refused(const StandingParts& parts, const oidc::SubjectClaims& claims);

struct Standing {
  Admission admission;
  bool provisional = false;  // our tenant's id is unknown until the provider's metadata arrives; decide again soon
};

// Decides about the session by the rules in force. If the tenant is configured by its domain, its id comes from the
// provider's metadata. Without the metadata, everything but the tenant's id is decided: the rest of the issuer, the
// allowed tenants, admission and roles; then the result is provisional.
// Errors: those of decide_admission and of entra::read_kept_claims (the session's provider is no longer ours);
//   forbidden/"session_other_client": the provider is ours, but knows us by another client id now.
//   forbidden/"session_without_claims": an earlier version wrote the session and kept no claims to judge.
//   forbidden/"groups_overage": the rules need groups that neither the token nor Graph has given us.
//   forbidden/"session_other_person": the claims do not give the identity that the session has.
Result<Standing> decide_again(const StandingParts& parts, const session::Session& session);

// Whether an error of decide_again() means that the session lacks facts that the rules need. Only the provider can give
// them, in a renewal.
bool lacks_facts(const Error& refusal);

// Whether decide_again() may decide differently under `next` than under `before`.
bool changes_standing(const Settings& before, const Settings& next);

}  // namespace sallyport::gateway
