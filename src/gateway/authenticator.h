// Who sends this request? Answered on the event loop from its caches where they know; else by a worker, which leaves
// what it found for the loop.
//
// A bearer token decides where there is one: a bad token is never rescued by a cookie. A verified token is remembered
// by a keyed fingerprint of all its bytes, until it expires, the provider's keys change, or a minute has passed (then
// the person is looked at again). All is forgotten when another process has written to the store. A session is
// remembered until it ends anywhere in this process, is due for renewal, or expires.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

#include "crypto/digest.h"
#include "crypto/fingerprint.h"
#include "gateway/bearer.h"
#include "gateway/caller.h"
#include "gateway/digest_cache.h"
#include "gateway/services.h"
#include "gateway/session_cache.h"
#include "http/message.h"

namespace sallyport::gateway {

struct KnownToken {
  CallerPtr caller;  // null: our own token, which stands for this session
  std::optional<session::SessionDigest> session;
  UnixTime good_until;
  std::uint64_t generation = 0;  // of the provider's keys
};

struct KnownPerson {
  bool admin = false;
  PersonId id;
  UnixTime good_until;
};

// What workers found, on its way to the loop.
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
    std::uint64_t epoch = 0;  // of the revocations, from before it was read
  };
  void add(Item item);
  bool has_mail() const { return has_mail_.load(std::memory_order_acquire); }
  std::vector<Item> take();

 private:
  std::atomic<bool> has_mail_{false};
  std::mutex mutex_;
  std::vector<Item> items_;
};

// The worker's half: complete, blocking, owns nothing of a loop. `inbox` may be null.
Who find_caller(Services& services, const http::Request& request, Inbox* inbox);

struct FoundAgain {
  CallerPtr caller;
  UnixTime good_until;
};

// Somebody who was let in before, as the store knows them now: for connections that outlive their request.
// Absent: the session is over, or the person disabled or gone. Errors: those of find_session; unavailable/
// "identity_store". Blocks.
Result<std::optional<FoundAgain>> find_again(Services& services, const CallerPtr& caller);

// Whom a worker has to ask where the loop cannot tell: the store is near; the provider may keep it waiting.
enum class Asks { store, provider };

// The loop's half.
class Authenticator {
 public:
  Authenticator(Services& services, LoopCounters& counters);

  using Found = tl::expected<Who, Asks>;

  // The error: only a worker can tell; hand find_caller() to one.
  Found find_now(const http::Request& request);

  // Goes on with the services of another configuration, and forgets what the old one made of tokens.
  void change(const Services& before, Services& now);

  std::shared_ptr<Inbox> inbox() const { return inbox_; }

 private:
  Found by_token(std::string_view token, UnixTime now);
  Found by_provider_token(std::string_view token, const crypto::Fingerprint& fingerprint, UnixTime now);
  Found by_session(const crypto::Sha256& digest, Credential credential, UnixTime now);
  void catch_up();
  UnixTime look_at_clock();
  void forget_all();
  void take_in(Inbox::Item& item);

  Services* services_;
  LoopCounters& counters_;
  std::shared_ptr<Inbox> inbox_ = std::make_shared<Inbox>();
  SessionCache sessions_;
  DigestCache<KnownToken, crypto::Fingerprint> tokens_;
  DigestCache<KnownPerson, crypto::Fingerprint> people_;
  std::uint64_t epoch_;
  UnixTime last_asked_;  // the time of the last request
};

}  // namespace sallyport::gateway
