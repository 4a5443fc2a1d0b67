// What every part of the gateway may use: the settings, the time, randomness, the log and the counters.
#pragma once

#include <memory>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "gateway/call/metrics.h"
#include "gateway/call/prepared.h"
#include "gateway/call/refusal_sampler.h"
#include "gateway/call/settings.h"
#include "gateway/call/span.h"

namespace sallyport::gateway {

// A folder that needs more has a struct in its parts.h that derives from this one. The members belong to one
// configuration and do not change, and several threads may use them at the same time. gateway/parts.h says how long
// they live.
struct Essentials {
  std::shared_ptr<const Settings> settings;
  const Prepared& prepared;
  const Clock& clock;
  Random& random;
  Log& log;
  Metrics& metrics;
  RefusalSampler& refusals;
  Tracing tracing = {};
};

}  // namespace sallyport::gateway
