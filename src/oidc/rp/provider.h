// One identity provider as we know it now: metadata and signing keys, fetched, shared and renewed. What is published is
// believed only whole: a document that names another issuer, a set without a usable key, an answer that cannot be read
// leave the last good one in force.
// A resource: blocks in fetch calls, which belong on a worker; snapshot() never blocks.
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

// Immutable; swapped whole.
struct ProviderSnapshot {
  ProviderMetadata metadata;
  jose::JwkSet keys;
  std::uint64_t generation = 0;  // grows with every change of keys: token caches die with it
  UnixTime keys_fetched;
};

struct ProviderSettings {
  std::string discovery_uri;
  MetadataExpectation expect;
  Seconds keys_max_age{3600};         // a key that the issuer withdrew is dead after this
  Seconds unknown_kid_cooldown{300};  // at most one refresh for unknown kids in this time
  Seconds retry_after_failure{10};    // then doubling, to 5 minutes; up to a quarter sooner, by chance
  Seconds keys_outage_limit{86400};   // how long the last good keys outlive an outage
  bool operator==(const ProviderSettings&) const = default;
};

class Provider {
 public:
  Provider(ProviderSettings settings, http::HttpClient& client, const Clock& clock, Random& random, Log& log);
  ~Provider();

  // What is known; null before the first success. Never blocks; takes no lock that a fetch holds.
  std::shared_ptr<const ProviderSnapshot> snapshot() const;

  // Cheap enough for every request: compare with the generation of the snapshot one holds.
  std::uint64_t generation() const { return generation_.load(std::memory_order_acquire); }

  // What is known, or a first fetch, shared by all who ask meanwhile. Blocks. After a failure the same answer is given
  // for retry_after_failure, without another try.
  // Errors: unavailable/"provider_unavailable" (detail says which URL and why), or unavailable with the
  // reasons of parse_metadata.
  Result<std::shared_ptr<const ProviderSnapshot>> ensure();

  // A token named a kid that the snapshot does not hold: fetches the keys, at most once per cool-down, shared by all
  // who wait. Gives the newest snapshot, refreshed or not. Blocks.
  Result<std::shared_ptr<const ProviderSnapshot>> refresh_for_kid(std::string_view kid);

  // Called by a timer every few seconds on a worker: fetches what is due, retries what failed. Keys older than
  // keys_outage_limit are dropped. Returns at once where a fetch is under way.
  void maintain();

  bool healthy() const;  // the last fetch succeeded; false before the first
  bool asked() const;    // a first fetch has ended, well or not
  const ProviderSettings& settings() const { return settings_; }

 private:
  struct State;
  const ProviderSettings settings_;
  std::unique_ptr<State> state_;
  std::atomic<std::uint64_t> generation_{0};
};

}  // namespace sallyport::oidc::rp
