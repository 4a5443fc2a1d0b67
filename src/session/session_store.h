// The port that stores sessions. A session is found on every node until it expires or ends, and never after that. Every
// thread may call a store, and calls may block. Every call may fail with unavailable/"session_store"; the caller must
// then let nobody in. A damaged record counts as absent.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "session/session.h"

namespace sallyport::session {

// The right to renew one session. Only one holder has it at a time, and it lapses by itself.
struct RenewalLease {
  SessionDigest digest;
  std::string holder;  // random
  UnixTime until;
};

// Which sessions to end. Exactly one of digest, person and sid must be set. An empty sid matches no session.
struct EndOf {
  std::optional<SessionDigest> digest{};
  std::optional<PersonId> person{};                     // every session of the person
  std::optional<std::pair<Issuer, std::string>> sid{};  // the provider's session, at this issuer
  std::optional<SessionDigest> except{};                // with `person`: the one session that does not end
};

// What caches of another process must forget.
struct Changes {
  bool all = false;                       // what changed is not known
  bool people = false;                    // somebody's roles, or that somebody is disabled
  bool keys = false;                      // the shared keys (key_ring_store.h)
  std::vector<SessionDigest> sessions{};  // those that ended, were renewed, or belong to such a person
  bool configuration = false;             // there is a new version of the configuration
  bool asked = true;                      // false: nothing woke the call, and it left the question to one of the next

  bool operator==(const Changes&) const = default;
};

// How long a lease lasts. It is longer than the provider may take, and short enough that people do not notice a holder
// that crashed.
inline constexpr Seconds kLeaseTime{30};

// For how long a store keeps what changes_elsewhere tells. A process that has not asked for longer must forget
// everything.
inline constexpr Seconds kLogKept{600};

// How often one of the nodes that share a store sweeps it.
inline constexpr Seconds kSweepEvery{60};

class SessionStore {
 public:
  virtual ~SessionStore() = default;

  // The session is durable when the call returns. Errors: conflict/"session_exists".
  virtual Result<void> create(const Session& session) = 0;

  // Absent if the session never existed, has ended, or is not alive (session.h).
  virtual Result<std::optional<Session>> find(const SessionDigest& digest, UnixTime now) = 0;

  // Sets last_seen of several sessions to `now`. It moves back only if it is in the future by more than kClockLeeway.
  // Sessions that have ended or expired meanwhile do not come back.
  virtual Result<void> touch(const std::vector<SessionDigest>& digests, UnixTime now) = 0;

  // Takes the lease of a session. Absent if another caller holds the lease, or if the session is not alive. A lease
  // lapses after kLeaseTime. A lease that was taken in the future (by more than kClockLeeway) counts as lapsed.
  virtual Result<std::optional<RenewalLease>> lease_renewal(const SessionDigest& digest, UnixTime now) = 0;

  // Writes the fields that a renewal changes (refresh token, claims, groups, acr, amr, authenticated, labels,
  // renew_after) and gives the lease back. Errors, with nothing written: conflict/"lease_lost" if another caller has
  // taken the lapsed lease, or if the session has ended meanwhile.
  virtual Result<void> renew(const RenewalLease& lease, const Session& renewed) = 0;

  // Ends the sessions and returns their digests. The end is durable when the call returns, and a concurrent renewal
  // cannot undo it. Errors: internal/"end_of" if `which` does not set exactly one of digest, person and sid.
  virtual Result<std::vector<SessionDigest>> end(const EndOf& which, UnixTime now) = 0;

  // Whether the caller is to sweep now: one node is, once in kSweepEvery. The turn lapses by itself, so it does not
  // matter whether the node that took it lives. A turn of the future (by more than kClockLeeway) counts as lapsed.
  virtual Result<bool> take_sweep(UnixTime now) = 0;

  // Removes at most `limit` sessions that are not alive, including those from the future. Returns how many.
  virtual Result<std::size_t> sweep(UnixTime now, std::size_t limit) = 0;

  // At most `limit` sessions that are alive, in order of their digests, from the one that follows `after`, or from the
  // first if `after` is empty. Only an empty result means the end.
  virtual Result<std::vector<Session>> list(const SessionDigest& after, std::size_t limit, UnixTime now) = 0;

  // At most `limit` sessions of the person that are alive, the newest first.
  virtual Result<std::vector<Session>> list_of(const PersonId& person, std::size_t limit, UnixTime now) = 0;

  // What other processes have changed since the last call; the first call only begins to listen. If nothing is new, the
  // call waits for it, at most for `patience`. It never waits for a lock of another process. It may tell a change
  // twice, and may tell changes of this process, too.
  virtual Result<Changes> changes_elsewhere(std::chrono::milliseconds patience) = 0;
};

}  // namespace sallyport::session
