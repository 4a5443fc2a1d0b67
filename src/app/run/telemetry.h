// The way of spans and metrics to a collector, if the configuration names one.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "gateway/call/metrics.h"
#include "gateway/call/settings.h"
#include "gateway/call/span.h"

namespace sallyport::app {

class Telemetry {
 public:
  // Without an endpoint, sink() is null and nothing is ever sent. `ca_file` is trusted in addition to the system's CAs.
  // The other arguments must outlive the object.
  static std::unique_ptr<Telemetry> make(const gateway::Settings& settings, const std::string& ca_file,
                                         const Clock& clock, Random& random, Log& log);
  ~Telemetry();
  Telemetry(const Telemetry&) = delete;

  gateway::SpanSink* sink();

  // Begins to send, and adds the exporter's own figures to the metrics: sallyport_telemetry_spans_dropped_total,
  // sallyport_telemetry_failures_total. `metrics` must be usable until stop().
  void start(gateway::Metrics& metrics);
  void stop();

 private:
  struct Parts;
  explicit Telemetry(std::unique_ptr<Parts> parts);
  const std::unique_ptr<Parts> parts_;  // null without an endpoint
};

}  // namespace sallyport::app
