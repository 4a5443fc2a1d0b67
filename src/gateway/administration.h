// What the machine's owner does to people and sessions by command, beside a gateway that may be running: that one
// notices within seconds, and forgets what it remembered of them.
#pragma once

#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "identity/identity_store.h"
#include "session/session_store.h"

namespace sallyport::gateway {

// Of all who were ever let in. By id, "oid:" and the provider's object id, e-mail address, or name for applications.
// Errors: rejected/"person_unknown", "person_ambiguous" (the detail lists the ids).
Result<identity::Person> choose_person(identity::IdentityStore& people, std::string_view name);

struct Administration {
  identity::IdentityStore& people;
  session::SessionStore& sessions;
  const Clock& clock;
  Log& log;  // an audit line for each change

  // No sign-in, session or bearer token of theirs is good any more. Gives how many sessions ended.
  Result<std::size_t> disable(const identity::Person& person) const;
  Result<void> enable(const identity::Person& person) const;

  Result<std::size_t> end_sessions_of(const identity::Person& person) const;
  Result<std::size_t> end_all_sessions() const;

  // By the beginning of its handle, at least 8 characters. Errors: rejected/"session_unknown", "session_ambiguous".
  Result<void> end_session(std::string_view handle) const;
};

// What a session is called where people see it: 16 hexadecimal characters of its digest.
std::string handle_of(const session::Session& session);

}  // namespace sallyport::gateway
