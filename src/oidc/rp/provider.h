// Keeps the metadata and the signing keys of one identity provider up to date. A new document counts only as a whole:
// if it names another issuer, has no usable key or cannot be read, the last good one stays in force. Every thread may
// use a Provider. Calls that may fetch can block, so make them on a worker; the others never block. The client, clock,
// random source and log that it is given must outlive it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "http/client.h"
#include "jose/jwk.h"
#include "oidc/rp/metadata.h"

namespace sallyport::oidc::rp {

// One state of the provider's documents. It never changes; after a fetch the Provider publishes a new snapshot.
struct ProviderSnapshot {
  ProviderMetadata metadata;
  jose::JwkSet keys;
  std::uint64_t generation =
      0;  // grows with every change of keys; caches of verified tokens are valid for one generation
  UnixTime keys_fetched;
};

struct ProviderSettings {
  std::string discovery_uri;
  MetadataExpectation expect;
  Seconds keys_max_age{3600};         // the longest time for which a withdrawn key is still accepted
  Seconds unknown_kid_cooldown{300};  // the shortest time between two refreshes for unknown kids
  Seconds retry_after_failure{10};    // doubles up to 5 minutes, or 20 s without keys; at random up to a quarter less
  Seconds keys_outage_limit{86400};   // how long the last good keys stay in force while the provider is down
  bool operator==(const ProviderSettings&) const = default;
};

class Provider {
 public:
  Provider(ProviderSettings settings, http::HttpClient& client, const Clock& clock, Random& random, Log& log);
  ~Provider();

  // The newest snapshot; null before the first success and after the keys were dropped. Does not wait for a fetch.
  std::shared_ptr<const ProviderSnapshot> snapshot() const;

  // The generation of the newest snapshot. A caller compares it with the generation of the snapshot that it holds. The
  // call is cheap enough for every request.
  std::uint64_t generation() const { return generation_.load(std::memory_order_acquire); }

  // The newest snapshot. If there is none, it fetches and blocks; callers that arrive meanwhile wait for the same
  // fetch. After a failure it returns the same error without another try, for retry_after_failure. Errors:
  // unavailable/"provider_unavailable" (detail says which URL and why), "provider_unknown_here" (the provider answered
  // 4xx but not 429, usually because the tenant id is wrong), or unavailable with the reasons of parse_metadata.
  Result<std::shared_ptr<const ProviderSnapshot>> ensure();

  // For a token whose kid the snapshot does not have. Fetches the keys and blocks. Callers that arrive meanwhile wait
  // for the same fetch, and within unknown_kid_cooldown of the last one nothing is fetched. Returns the newest
  // snapshot, whether the refresh succeeded or not. Errors: those of ensure, if there is no snapshot.
  Result<std::shared_ptr<const ProviderSnapshot>> refresh_for_kid(std::string_view kid);

  // Whether refresh_for_kid() might bring keys that the newest snapshot does not have: it would fetch now, or wait for
  // a fetch. Cheap enough for every request. A caller who gets false reads generation() afterwards: if that has not
  // grown either, the kid is unknown.
  bool may_learn_kid() const;

  // Call it every few seconds, on a thread that may block. Fetches what is due, repeats what failed, and drops keys
  // older than keys_outage_limit. Returns immediately if another thread is fetching.
  void maintain();

  bool healthy() const;  // the last fetch succeeded; false before the first
  bool asked() const;    // the first fetch has ended, with success or failure
  const ProviderSettings& settings() const { return settings_; }

 private:
  struct State;
  const ProviderSettings settings_;
  std::unique_ptr<State> state_;
  std::atomic<std::uint64_t> generation_{0};
};

}  // namespace sallyport::oidc::rp
