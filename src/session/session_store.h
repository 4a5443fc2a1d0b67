// Where sessions live. A session is found until it expires or ends, and never after, on every node.
// Errors of each call: unavailable/"session_store" (the caller fails closed: no answer is not "signed in").
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "session/session.h"

namespace sallyport::session {

// The right to renew one session, for one holder at a time; lapses by itself.
struct RenewalLease {
  SessionDigest digest;
  std::string holder;  // random
  UnixTime until;
};

// Which sessions to end: exactly one of the three. An empty sid names no session.
struct EndOf {
  std::optional<SessionDigest> digest{};
  std::optional<PersonId> person{};                     // every session of the person
  std::optional<std::pair<Issuer, std::string>> sid{};  // the provider's session, at this issuer
  std::optional<SessionDigest> except{};                // goes on; of a person's sessions alone
};

// How long a lease lasts: longer than the provider may take, short enough for a crashed holder not to be noticed.
inline constexpr Seconds kLeaseTime{30};

class SessionStore {
 public:
  virtual ~SessionStore() = default;

  // Durable when it returns. Errors: conflict/"session_exists".
  virtual Result<void> create(const Session& session) = 0;

  // Absent where it never was, has ended, or is not alive (session.h).
  virtual Result<std::optional<Session>> find(const SessionDigest& digest, UnixTime now) = 0;

  // Moves last_seen forward, for several at once, and back where it stands in the future (kClockLeeway); those that
  // ended or expired meanwhile stay so.
  virtual Result<void> touch(const std::vector<SessionDigest>& digests, UnixTime now) = 0;

  // Absent: somebody else holds it, or the session is gone. The lease lapses after 30 s, and where it was
  // taken in the future.
  virtual Result<std::optional<RenewalLease>> lease_renewal(const SessionDigest& digest, UnixTime now) = 0;

  // Writes what the renewal brought (refresh token, claims, roles, groups, admin, labels, renew_after) and gives the
  // lease back. Errors: conflict/"lease_lost" where the lease lapsed and somebody else took it, or the session ended
  // meanwhile; then nothing is written.
  virtual Result<void> renew(const RenewalLease& lease, const Session& renewed) = 0;

  // Durable when it returns; wins over a renewal under way. Gives the digests that ended by it.
  // Errors: internal/"end_of" where `which` names none of the three or more than one.
  virtual Result<std::vector<SessionDigest>> end(const EndOf& which, UnixTime now) = 0;

  // Removes what is not alive, what is from the future included, at most `limit`; gives how many.
  virtual Result<std::size_t> sweep(UnixTime now, std::size_t limit) = 0;

  // Those that are alive, in order of their digests, after `after` (empty: from the start), at most `limit`.
  virtual Result<std::vector<Session>> list(const SessionDigest& after, std::size_t limit, UnixTime now) = 0;

  // Those of the person that are alive, the newest first, at most `limit`.
  virtual Result<std::vector<Session>> list_of(const PersonId& person, std::size_t limit, UnixTime now) = 0;

  // Whether another process has written to the store since the last call: then no cache is to be believed.
  virtual Result<bool> changed_elsewhere() = 0;
};

}  // namespace sallyport::session
