// Sends spans and metrics to an OpenTelemetry collector, on a thread of its own.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "app/telemetry/otlp.h"
#include "base/clock.h"
#include "base/log.h"
#include "gateway/call/metrics.h"
#include "gateway/call/span.h"
#include "http/client.h"

namespace sallyport::app {

struct TelemetrySettings {
  std::string endpoint;               // "http://collector:4318"; the paths /v1/traces and /v1/metrics follow it
  std::vector<http::Header> headers;  // of each request
  Seconds metrics_every{60};
  std::chrono::milliseconds round{1000};  // how long spans wait for others of their batch
};

// take() costs a short lock and never waits for the collector. While the collector does not answer, spans wait; beyond
// kMost the newest are dropped and counted. A collector that answers 429, 502, 503 or 504, or not at all, is asked
// again in the next round; any other refusal drops the batch. Source: OTLP 1.3, OTLP/HTTP Response, Retryable Response
// Codes.
class Exporter final : public gateway::SpanSink {
 public:
  static constexpr std::size_t kMost = 4096;  // spans that wait
  static constexpr std::size_t kBatch = 512;  // spans in one request

  // The arguments must outlive the object. `client` must allow the endpoint.
  Exporter(TelemetrySettings settings, Service service, http::HttpClient& client, const Clock& clock, Log& log);

  // Begins to send rounds. `collect` returns all metrics; it must be callable until stop().
  void start(std::function<std::vector<gateway::MetricFamily>()> collect);

  // Sends what waits once more, and ends. Blocks for one round at most, which the client's limits bound.
  void stop();
  ~Exporter() override { stop(); }
  Exporter(const Exporter&) = delete;

  void take(gateway::Span span) override;

  std::uint64_t dropped() const { return dropped_; }  // spans
  std::uint64_t failed() const { return failed_; }    // requests to the collector without success

 private:
  enum class Answer { taken, again, refused };

  void work(const std::stop_token& stop);
  bool send_spans();  // whether none is left
  void send_metrics();
  Answer send(std::string_view path, std::string body);
  void note(bool works, const std::string& why);
  std::vector<gateway::Span> next_batch();
  void put_back(std::vector<gateway::Span> batch);
  WallTime wall_time() const;

  const TelemetrySettings settings_;
  const Service service_;
  http::HttpClient& client_;
  const Clock& clock_;
  Log& log_;
  const Clock::Monotonic started_;
  Clock::Monotonic metrics_due_;
  std::function<std::vector<gateway::MetricFamily>()> collect_;
  std::atomic<std::uint64_t> dropped_{0};
  std::atomic<std::uint64_t> failed_{0};
  bool works_ = true;  // the last request succeeded, for the log
  std::mutex mutex_;
  std::condition_variable_any woken_;
  std::deque<gateway::Span> waiting_;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace sallyport::app
