// Times in a store are times of the database's clock, because the clocks of several nodes differ. A store translates
// between that clock and the node's own: what it writes, what it reads, and the `now` that its caller gives it. With
// SQLite, and on nodes whose clocks are set, both are the same.
#pragma once

#include <utility>

#include "base/clock.h"
#include "identity/identity_store.h"
#include "identity/person_edit.h"
#include "session/session_store.h"

namespace sallyport::stores {

class StoreTime {
 public:
  explicit StoreTime(Seconds ahead) : ahead_(ahead) {}

  UnixTime in(UnixTime node) const { return moved(node, ahead_); }
  UnixTime out(UnixTime stored) const { return moved(stored, -ahead_); }

  session::Session in(session::Session session) const { return moved(std::move(session), ahead_); }
  session::Session out(session::Session session) const { return moved(std::move(session), -ahead_); }
  identity::Person in(identity::Person person) const { return moved(std::move(person), ahead_); }
  identity::Person out(identity::Person person) const { return moved(std::move(person), -ahead_); }
  identity::PersonEntry out(identity::PersonEntry entry) const {
    entry.person = out(std::move(entry.person));
    entry.updated = out(entry.updated);
    return entry;
  }
  identity::Identity out(identity::Identity identity) const {
    identity.linked = out(identity.linked);
    identity.last_sign_in = out(identity.last_sign_in);
    return identity;
  }
  identity::Invitation in(identity::Invitation invitation) const { return moved(std::move(invitation), ahead_); }
  identity::Invitation out(identity::Invitation invitation) const { return moved(std::move(invitation), -ahead_); }

 private:
  // 0 stands for "never yet", and a time that is further away than any session lives stands for "never".
  static constexpr UnixTime kNever{4'102'444'800};  // 2100-01-01

  static UnixTime moved(UnixTime time, Seconds by) { return time.seconds == 0 || time >= kNever ? time : time + by; }
  static session::Session moved(session::Session session, Seconds by) {
    for (UnixTime* const time : {&session.created, &session.last_seen, &session.renew_after, &session.expires})
      *time = moved(*time, by);
    return session;
  }
  static identity::Person moved(identity::Person person, Seconds by) {
    person.created = moved(person.created, by);
    person.last_sign_in = moved(person.last_sign_in, by);
    return person;
  }
  static identity::Invitation moved(identity::Invitation invitation, Seconds by) {
    invitation.created = moved(invitation.created, by);
    invitation.expires = moved(invitation.expires, by);
    return invitation;
  }

  Seconds ahead_;
};

}  // namespace sallyport::stores
