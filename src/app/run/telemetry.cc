#include "app/run/telemetry.h"

#include "app/config/section/telemetry.h"
#include "app/run/version.h"
#include "app/telemetry/exporter.h"
#include "base/encoding.h"
#include "http/url.h"
#include "net/client/curl_client.h"

namespace sallyport::app {
namespace {

constexpr std::chrono::milliseconds kMostForARequest{2000};

// A collector may be anywhere that the configuration says, on this machine and in private networks too.
net::Destinations destinations_of(const std::string& endpoint, const std::string& ca_file) {
  net::Destinations destinations;
  destinations.ca_file = ca_file;
  const auto url = http::Url::parse(endpoint);
  if (!url) return destinations;
  const std::string host = url->host.find(':') == std::string::npos ? url->host : "[" + url->host + "]";
  const std::string authority = host + ":" + std::to_string(url->port);
  destinations.hosts = destinations.loopback_hosts = destinations.inside_hosts = {authority};
  if (url->scheme == "http") destinations.http_hosts = {authority};
  return destinations;
}

TelemetrySettings settings_of(const gateway::TelemetrySettings& telemetry) {
  TelemetrySettings settings{.endpoint = telemetry.endpoint, .headers = {}, .metrics_every = telemetry.metrics_every};
  if (auto headers = config::parse_telemetry_headers(telemetry.headers.reveal()))
    settings.headers = *std::move(headers);
  return settings;
}

}  // namespace

struct Telemetry::Parts {
  Parts(const gateway::Settings& settings, const std::string& ca_file, const Clock& clock, Random& random, Log& log)
      : client(net::make_curl_client(destinations_of(settings.telemetry.endpoint, ca_file), kMostForARequest)),
        exporter(settings_of(settings.telemetry),
                 {settings.telemetry.service_name, std::string(kVersion), hex_encode(random.bytes(8))}, *client, clock,
                 log) {}

  const std::unique_ptr<http::HttpClient> client;
  Exporter exporter;
};

std::unique_ptr<Telemetry> Telemetry::make(const gateway::Settings& settings, const std::string& ca_file,
                                           const Clock& clock, Random& random, Log& log) {
  const bool wanted = !settings.telemetry.endpoint.empty();
  auto parts = wanted ? std::make_unique<Parts>(settings, ca_file, clock, random, log) : nullptr;
  return std::unique_ptr<Telemetry>(new Telemetry(std::move(parts)));
}

Telemetry::Telemetry(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Telemetry::~Telemetry() = default;

gateway::SpanSink* Telemetry::sink() {
  return parts_ ? &parts_->exporter : nullptr;
}

void Telemetry::start(gateway::Metrics& metrics) {
  if (!parts_) return;
  using gateway::MetricKind;
  Exporter& exporter = parts_->exporter;
  metrics.watch("telemetry_spans_dropped_total", MetricKind::counter, "Spans that no collector took.",
                [&exporter] { return exporter.dropped(); });
  metrics.watch("telemetry_failures_total", MetricKind::counter, "Requests to the collector without success.",
                [&exporter] { return exporter.failed(); });
  exporter.start([&metrics] { return metrics.collect(); });
}

void Telemetry::stop() {
  if (parts_) parts_->exporter.stop();
}

}  // namespace sallyport::app
