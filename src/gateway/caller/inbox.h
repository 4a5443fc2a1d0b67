// What a loop remembers of credentials, and the way by which workers' results reach it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/tagged.h"
#include "crypto/digest.h"
#include "crypto/fingerprint.h"
#include "gateway/call/caller.h"
#include "gateway/caller/session_cache.h"
#include "session/session.h"

namespace sallyport::gateway {

// A verified bearer token, as the cache keeps it.
struct KnownToken {
  Credential kind = Credential::bearer;  // bearer, own_token or stored_token
  CallerPtr caller;                      // null for a token of our own, which stands for `session`
  std::optional<session::SessionDigest> session;
  UnixTime good_until;
  std::uint64_t generation = 0;  // of the provider's keys that verified the token
  UnixTime last_used{};          // of a stored token, as it was last reported to the store
};

// What the store says about the person of a bearer token, or about the bot that stands for a program.
struct KnownPerson {
  std::vector<std::string> given;  // roles that were given here; they count beside those from the provider
  PersonId id;                     // empty for a program without a bot
  UnixTime good_until;
};

// Carries what workers found to the event loop. Any thread may call any function.
class Inbox {
 public:
  struct Session {
    crypto::Sha256 digest{};
    KnownSession known;
  };
  struct Token {
    crypto::Fingerprint fingerprint{};
    KnownToken known;
  };
  struct Person {
    crypto::Fingerprint fingerprint{};
    KnownPerson known;
  };
  struct Item {
    std::variant<Session, Token, Person> found;
    std::uint64_t epoch = 0;  // of the revocations, from before the store was read
  };
  // How many items the inbox holds. add() drops an item when the inbox is full. That costs only time, because the next
  // request asks a worker again. Without the bound, the inbox could grow without end while its loop only hands requests
  // to workers, because the loop takes its mail in find_now() and change() only.
  static constexpr std::size_t kMost = 1024;
  void add(Item item);
  bool has_mail() const { return has_mail_.load(std::memory_order_acquire); }
  std::vector<Item> take();

 private:
  std::atomic<bool> has_mail_{false};
  std::mutex mutex_;
  std::vector<Item> items_;
};

}  // namespace sallyport::gateway
