// What the gateway stands on, by reference: app/wiring.cc makes each part, the gateway joins them into use cases.
#pragma once

#include <memory>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "gateway/metrics.h"
#include "gateway/own_keys.h"
#include "gateway/settings.h"
#include "gateway/shared.h"
#include "http/client.h"
#include "identity/identity_store.h"
#include "identity/local_admin.h"
#include "oidc/rp/provider.h"
#include "session/seal.h"
#include "session/session_store.h"

namespace sallyport::gateway {

// Everything referred to outlives every handler and every task that a handler gave to a worker, and may be used from
// several threads at once.
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
  Shared& shared;
};

}  // namespace sallyport::gateway
