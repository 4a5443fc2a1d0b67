// Finds out who sends a request. The event loop answers from its caches if it can. Otherwise a worker asks the store or
// the provider, and leaves what it found in the loop's inbox.
//
// If a request has a bearer token, the token decides; a good cookie never makes up for a bad token. The caches keep
//   - a verified token under a keyed fingerprint of all its bytes, until it expires, until the provider's keys change,
//     until a token of ours is revoked, or for a minute, after which the person is looked up again;
//   - a session, until it ends anywhere in this process, is due for renewal, or expires.
// When another process has changed the store, the caches forget what it changed. While this node does not hear of that,
// they keep nothing. When the policies have changed, whoever is cached is judged by the new ones at their next request.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/digest.h"
#include "crypto/fingerprint.h"
#include "gateway/call/caller.h"
#include "gateway/caller/bearer.h"
#include "gateway/caller/digest_cache.h"
#include "gateway/caller/inbox.h"
#include "gateway/caller/parts.h"
#include "gateway/caller/session_cache.h"
#include "http/message.h"

namespace sallyport::gateway {

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
  bool judge_again(CallerPtr& caller);
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
  PolicyViewPtr policies_;  // that judge the cached callers; null: unknown
  UnixTime last_asked_;     // when find_now() was last called
};

}  // namespace sallyport::gateway
