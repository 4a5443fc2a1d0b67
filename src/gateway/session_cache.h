// The sessions that a loop knows: a few that were asked for just now, as callers ready for use, and very many in a
// packed form of less than 200 bytes each. For one event loop; no lock.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/caller.h"
#include "gateway/digest_cache.h"

namespace sallyport::gateway {

struct KnownSession {
  CallerPtr caller;
  UnixTime good_until;  // expiry, idle limit or renewal, whichever is first
  UnixTime last_seen;   // as it was last reported
};

// Roles and groups come in far fewer combinations than sessions: each combination is kept once.
struct Memberships {
  std::vector<std::string> roles;
  std::vector<std::string> groups;
};

// Those that a session has. One that nobody has any more goes with the next few that are asked for.
class SharedMemberships {
 public:
  std::shared_ptr<const Memberships> share(const Caller& caller);
  std::size_t size() const { return known_.size(); }

 private:
  void look_over_some();

  std::map<crypto::Sha256, std::weak_ptr<const Memberships>> known_;
  crypto::Sha256 looked_at_{};  // last
};

// What a name need not be kept for: most people's username and preferred username are their address or its beginning.
enum class Like : std::uint8_t { nothing, address, local_part };

// A caller of a session as two blocks of memory. Times are cut to 32 bits (until 2106): a later one becomes that day.
class PackedSession {
 public:
  PackedSession() = default;
  PackedSession(const KnownSession& known, std::shared_ptr<const Memberships> memberships);

  // No text of the caller is longer than a length can say.
  static bool fits(const Caller& caller);

  // The session as it was packed, with the digest that it is found by.
  KnownSession unpack(const crypto::Sha256& digest) const;

 private:
  std::unique_ptr<char[]> text_;  // the lengths of five texts, then the texts
  std::shared_ptr<const Memberships> memberships_;
  std::uint32_t expires_ = 0;
  std::uint32_t good_until_ = 0;
  std::uint32_t last_seen_ = 0;
  bool admin_ = false;
  bool person_is_guid_ = false;  // 16 bytes instead of 36
  Like username_ = Like::nothing;
  Like preferred_username_ = Like::nothing;
};

class SessionCache {
 public:
  // Valid until the next call. Null: not known.
  KnownSession* find(const crypto::Sha256& digest);
  void put(const crypto::Sha256& digest, KnownSession known);
  void erase(const crypto::Sha256& digest);
  void clear();

 private:
  static constexpr std::size_t kReady = 4096;
  static constexpr std::size_t kPacked = 1'000'000;

  DigestCache<KnownSession> ready_{kReady};
  DigestCache<PackedSession> packed_{kPacked};
  SharedMemberships memberships_;
};

}  // namespace sallyport::gateway
