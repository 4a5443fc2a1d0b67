// The bodies of requests to an OpenTelemetry collector. Source: OpenTelemetry Protocol 1.3, OTLP/HTTP with JSON: ids
// are hexadecimal, 64-bit numbers are texts.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "gateway/call/metrics.h"
#include "gateway/call/span.h"

namespace sallyport::app {

// Who sends: the attributes service.name, service.version and service.instance.id.
struct Service {
  std::string name;
  std::string version;
  std::string instance;
};

// Turns points of the monotonic clock into nanoseconds since 1970-01-01T00:00:00Z.
struct WallTime {
  Clock::Monotonic monotonic;    // the same moment
  std::int64_t nanoseconds = 0;  // on both clocks

  std::int64_t of(Clock::Monotonic time) const;
};

// For /v1/traces.
std::string print_spans(const Service& service, std::span<const gateway::Span> spans, const WallTime& wall);

// For /v1/metrics. Counters are cumulative since `started`.
std::string print_metrics(const Service& service, const std::vector<gateway::MetricFamily>& families,
                          Clock::Monotonic started, const WallTime& now);

}  // namespace sallyport::app
