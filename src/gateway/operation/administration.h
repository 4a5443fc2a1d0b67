// The changes to people and sessions that an operator makes by command. They are made in the store, while a gateway may
// be running. The gateway notices a change within seconds and empties its caches.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "identity/identity_store.h"
#include "identity/people_store.h"
#include "identity/person.h"
#include "session/session.h"
#include "session/session_store.h"

namespace sallyport::gateway {

// Finds a person among all who have ever signed in or were invited. `name` is the person's id, "oid:" and the
// provider's object id, the e-mail address, or the username that applications see. Reads all people, so it is slow.
// Errors: rejected/"person_unknown", "person_ambiguous" (the detail lists the ids).
Result<identity::Person> choose_person(identity::IdentityStore& people, std::string_view name);

// The commands, each with its line in the audit log and its record in the audit trail. Calls block as long as the
// stores do, and fail with the errors of the stores. All that the members refer to must outlive the object.
struct Administration {
  identity::IdentityStore& people;
  session::SessionStore& sessions;
  const Clock& clock;
  Log& log;

  // Disables the person: no sign-in, session or bearer token of theirs is accepted any more. Returns how many sessions
  // ended. Errors: conflict/"last_administrator".
  Result<std::size_t> disable(identity::PeopleStore& by_hand, const identity::Person& person,
                              const identity::Editor& editor) const;
  Result<void> enable(const identity::Person& person) const;

  // Invites the account. The invitation is valid for `kInvitationLifetime`. Errors: those of InvitationStore::invite.
  Result<identity::Person> invite(identity::InvitationStore& invitations,
                                  const identity::InvitedAccount& account) const;
  Result<void> withdraw(identity::InvitationStore& invitations, const identity::Person& person) const;

  // Add or remove a role of origin `administrator`. It takes effect for bearer tokens and sessions within seconds.
  // Errors of take_role: conflict/"last_administrator".
  Result<void> give_role(identity::MembershipStore& memberships, const identity::Person& person,
                         const std::string& role) const;
  Result<void> take_role(identity::PeopleStore& by_hand, const identity::Person& person, const std::string& role,
                         const identity::Editor& editor) const;

  Result<std::size_t> end_sessions_of(const identity::Person& person) const;
  Result<std::size_t> end_all_sessions() const;

  // Ends the session whose handle begins with these characters, at least 8.
  // Errors: rejected/"session_unknown", "session_ambiguous".
  Result<void> end_session(std::string_view handle) const;
};

// The name of a session in output for people: the first 16 hexadecimal characters of its digest.
std::string handle_of(const session::Session& session);

}  // namespace sallyport::gateway
