// The standing of somebody who signed in with a password of ours (gateway/accounts). No provider says anything about
// them, so everything comes from the store and the rules in force.
#pragma once

#include <string_view>

#include "base/result.h"
#include "gateway/call/settings.h"
#include "gateway/standing/admission.h"
#include "gateway/standing/parts.h"
#include "gateway/standing/standing.h"
#include "identity/person.h"
#include "session/session.h"

namespace sallyport::gateway {

// The issuer of sessions that were opened with a local account; their provider is identity::kLocal.
inline constexpr std::string_view kAccountIssuer = "local-accounts";

// Whether adminPrincipals makes an administrator of whoever has a local account with these labels. Only administrators
// may give somebody such labels (gateway/api/users).
bool is_admin_by_name(const identity::Labels& labels, const Settings& settings);

// What the rules make of the person. Of the role mapping only the rules for everyone apply, because nobody vouches for
// their address. Names in adminPrincipals count only where there is no provider, whose names they are otherwise. Pure.
// Errors: forbidden/"local_accounts_off" (the configuration no longer allows local accounts), "principal_domain".
Result<Admission> decide_local_admission(const identity::Person& person, const Settings& settings);

// What is in a session's amr if a second factor was asked for. Source: RFC 8176 2.
inline constexpr std::string_view kSecondFactorProven = "mfa";

// Whether the configuration asks a local account, or the local administrator's, for a second factor. Pure.
bool needs_second_factor(const LocalAccountSettings& accounts, bool administrator);

// Whether a session that was opened with a password of ours was opened with a second factor, if one is needed now. The
// provider decides about its own. Pure. Errors: forbidden/"second_factor_needed".
Result<void> check_second_factor(const Settings& settings, const session::Session& session, bool administrator);

// Decides about a session, whoever opened it, by the rules in force. `person` is its person. Errors: those of
// decide_again() and decide_local_admission().
Result<Standing> decide_about(const StandingParts& parts, const session::Session& session,
                              const identity::Person& person);

}  // namespace sallyport::gateway
