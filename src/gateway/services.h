// What the gateway stands on, by reference: app makes each part, the gateway joins them into use cases.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "gateway/metrics.h"
#include "gateway/own_keys.h"
#include "gateway/prepared.h"
#include "gateway/settings.h"
#include "gateway/shared.h"
#include "http/client.h"
#include "identity/identity_store.h"
#include "identity/local_admin.h"
#include "oidc/rp/provider.h"
#include "session/seal.h"
#include "session/session_store.h"

namespace sallyport::gateway {

// What one configuration makes of the parts. Immutable; everything referred to lives as long as whoever holds it, or as
// long as the process, and may be used from several threads at once.
struct Services {
  std::shared_ptr<const Settings> settings;
  const Clock& clock;
  Random& random;
  Log& log;
  http::HttpClient& http;
  oidc::rp::Provider* provider;  // null where sign-in is not configured
  session::SessionStore& sessions;
  identity::IdentityStore& people;
  identity::LocalAdminStore& local_admin;
  const session::Sealer& sealer;
  const OwnKeys& own_keys;
  Metrics& metrics;
  const Prepared& prepared;
  Shared& shared;
};

using ServicesPtr = std::shared_ptr<Services>;

// The services of the configuration in force, swapped whole. A request, a task on a worker and an exchange with an
// upstream keep those that they began with: none sees two configurations.
class ServicesInForce {
 public:
  explicit ServicesInForce(ServicesPtr first) : current_(std::move(first)) {}

  // Grows with each swap. Cheap enough for every request.
  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

  ServicesPtr get() const {
    const std::lock_guard lock(mutex_);
    return current_;
  }

  // Every request that begins after this returns finds the new ones.
  void replace(ServicesPtr next) {
    {
      const std::lock_guard lock(mutex_);
      current_.swap(next);
    }
    version_.fetch_add(1, std::memory_order_release);
  }

 private:
  std::atomic<std::uint64_t> version_{0};
  mutable std::mutex mutex_;
  ServicesPtr current_;
};

}  // namespace sallyport::gateway
