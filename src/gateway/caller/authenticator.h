// Finds out who sends a request. The event loop answers from its caches if it can. Otherwise a worker asks the store or
// the provider, and leaves what it found in the loop's inbox.
//
// If a request has a bearer token, the token decides; a good cookie never makes up for a bad token. The caches keep
//   - a verified token under a keyed fingerprint of all its bytes, until it expires, until the provider's keys change,
//     until a token of ours is revoked, or for a minute, after which the person is looked up again;
//   - a session, until it ends anywhere in this process, is due for renewal, or expires.
// When another process has changed the store, the caches forget what it changed. While this node does not hear of that,
// they keep nothing.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/tagged.h"
#include "crypto/digest.h"
#include "crypto/fingerprint.h"
#include "gateway/call/caller.h"
#include "gateway/caller/bearer.h"
#include "gateway/caller/digest_cache.h"
#include "gateway/caller/parts.h"
#include "gateway/caller/session_cache.h"
#include "http/message.h"
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

// Finds the caller on a worker, from the store and the provider. Blocks, and touches no cache of a loop. It leaves what
// it found in `inbox`, which may be null. `bearer` says whose tokens the route carries: a token of the application is
// ignored, and the cookie decides. Errors are in the result's `refusal`.
Who find_caller(const CallerParts& parts, const http::Request& request, Inbox* inbox,
                BearerOwner bearer = BearerOwner::ours);

// Whether the request's session cookie may be made up: it names a session that this process has not seen. A worker
// would have to read the store to tell.
bool is_unknown_session(const CallerParts& parts, const http::Request& request, BearerOwner bearer);

// Whether the request has a token or a session cookie that is worth nothing, as any text of its form would be.
bool is_refused_credential(const Who& who);

struct FoundAgain {
  CallerPtr caller;
  UnixTime good_until;
};

// Looks a caller up in the store again, to decide whether a long exchange may go on. Blocks.
// Absent: the session is over, or the person is disabled or deleted. Errors: those of find_session;
// unavailable/"identity_store".
Result<std::optional<FoundAgain>> find_again(const CallerParts& parts, const CallerPtr& caller);

// Whom a worker has to ask if the loop's caches do not know the caller. The store is near, but the provider may keep
// the worker waiting.
enum class Asks { store, provider };

// Finds callers on one event loop, from its caches. Only the thread of that loop may call it.
class Authenticator {
 public:
  Authenticator(const CallerParts& parts, LoopCounters& counters);

  using Found = tl::expected<Who, Asks>;

  // Never blocks. An error says that only a worker can tell: call find_caller() on one.
  Found find_now(const http::Request& request, BearerOwner bearer = BearerOwner::ours);

  // Switches to the parts of another configuration, and forgets what depends on the old one. `before` are the parts
  // in use so far. `now` must live until the next change, like the parts of the constructor.
  void change(const CallerParts& before, const CallerParts& now);

  std::shared_ptr<Inbox> inbox() const { return inbox_; }

 private:
  Found by_token(std::string_view token, UnixTime now);
  Found by_stored_token(std::string_view token, UnixTime now);
  Found by_provider_token(std::string_view token, const crypto::Fingerprint& fingerprint, UnixTime now);
  Found by_known_token(KnownToken& found, UnixTime now);
  Found by_session(const crypto::Sha256& digest, Credential credential, UnixTime now);
  void catch_up();
  UnixTime look_at_clock();
  void forget_all();
  void take_in(Inbox::Item& item);

  const CallerParts* parts_;
  LoopCounters& counters_;
  std::shared_ptr<Inbox> inbox_ = std::make_shared<Inbox>();
  SessionCache sessions_{kCachedSessions};
  DigestCache<KnownToken, crypto::Fingerprint> tokens_;
  DigestCache<KnownPerson, crypto::Fingerprint> people_;
  std::uint64_t epoch_;
  UnixTime last_asked_;  // when find_now() was last called
};

}  // namespace sallyport::gateway
