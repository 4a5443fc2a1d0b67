#include "app/telemetry/exporter.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace sallyport::app {
namespace {

using namespace std::chrono_literals;

// A collector that answers with a status for each request, the last one again and again.
class FakeCollector final : public http::HttpClient {
 public:
  explicit FakeCollector(std::vector<int> statuses = {200}) : statuses_(std::move(statuses)) {}

  Result<http::ClientResponse> send(const http::ClientRequest& request) override {
    const std::lock_guard lock(mutex_);
    const int status = statuses_[std::min(requests_.size(), statuses_.size() - 1)];
    requests_.push_back(request);
    came_.notify_all();
    if (status == 0) return failure(Kind::unavailable, "http_connect");
    http::ClientResponse response;
    response.status = status;
    return response;
  }

  // Waits until this many requests have come, and returns all of them.
  std::vector<http::ClientRequest> await(std::size_t count) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(came_.wait_for(lock, 30s, [&] { return requests_.size() >= count; }));
    return requests_;
  }

 private:
  std::vector<int> statuses_;
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<http::ClientRequest> requests_;
};

class EventsOnly final : public Log {
 public:
  void write(Level, std::string_view event, std::vector<LogField>) override {
    const std::lock_guard lock(mutex_);
    events.emplace_back(event);
  }
  std::vector<std::string> events;

 private:
  std::mutex mutex_;
};

class ExporterTest : public testing::Test {
 protected:
  std::unique_ptr<Exporter> make(FakeCollector& collector) {
    TelemetrySettings settings{
        .endpoint = "http://collector:4318", .headers = {{"Authorization", "Basic x"}}, .round = 1ms};
    return std::make_unique<Exporter>(settings, Service{"sallyport", "0.2.0", "n"}, collector, clock_, log_);
  }
  static std::vector<gateway::MetricFamily> no_metrics() { return {}; }
  static gateway::Span span(int number) {
    gateway::Span span;
    span.name = "callback";
    span.span_id = std::to_string(number);
    return span;
  }
  static std::size_t spans_in(const http::ClientRequest& request) {
    std::size_t count = 0;
    for (auto at = request.body.find("\"spanId\""); at != std::string::npos;
         at = request.body.find("\"spanId\"", at + 1))
      ++count;
    return count;
  }

  SystemClock clock_;
  EventsOnly log_;
};

TEST_F(ExporterTest, SendsSpansAndMetricsToTheirPaths) {
  FakeCollector collector;
  const auto exporter = make(collector);
  exporter->take(span(1));
  exporter->start(no_metrics);
  const auto requests = collector.await(2);
  EXPECT_EQ(requests[0].method, "POST");
  EXPECT_EQ(requests[0].url, "http://collector:4318/v1/traces");
  EXPECT_EQ(requests[1].url, "http://collector:4318/v1/metrics");
  EXPECT_TRUE(json::parse(requests[0].body));
  EXPECT_EQ(requests[0].headers.front(), (http::Header{"Authorization", "Basic x"}));
  EXPECT_EQ(requests[0].headers.back(), (http::Header{"Content-Type", "application/json"}));
}

TEST_F(ExporterTest, WhatWaitsAtTheEndIsSentOnceMore) {
  FakeCollector collector;
  const auto exporter = make(collector);
  exporter->start(no_metrics);
  collector.await(1);
  exporter->take(span(1));
  exporter->stop();
  std::size_t spans = 0;
  for (const auto& request : collector.await(1)) spans += spans_in(request);
  EXPECT_EQ(spans, 1U);
}

TEST_F(ExporterTest, ManySpansGoInBatches) {
  FakeCollector collector;
  const auto exporter = make(collector);
  for (int i = 0; i < 1100; ++i) exporter->take(span(i));
  exporter->start(no_metrics);
  const auto requests = collector.await(3);
  EXPECT_EQ(spans_in(requests[0]), 512U);
  EXPECT_EQ(spans_in(requests[1]), 512U);
  EXPECT_EQ(spans_in(requests[2]), 76U);
  EXPECT_EQ(exporter->dropped(), 0U);
}

TEST_F(ExporterTest, ACollectorThatIsAwayOrBusyGetsTheSameSpansLater) {
  for (const int status : {0, 429, 502, 503, 504}) {
    FakeCollector collector({status, 200});
    const auto exporter = make(collector);
    exporter->take(span(7));
    exporter->start(no_metrics);
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    std::vector<http::ClientRequest> sent;
    for (std::size_t count = 1; sent.size() < 2 && std::chrono::steady_clock::now() < deadline; ++count) {
      sent = collector.await(count);
      std::erase_if(sent, [](const auto& request) { return spans_in(request) == 0; });
    }
    ASSERT_EQ(sent.size(), 2U) << status;
    EXPECT_EQ(spans_in(sent[1]), 1U) << status;
    exporter->stop();
    EXPECT_EQ(exporter->dropped(), 0U) << status;
    EXPECT_GE(exporter->failed(), 1U) << status;
  }
}

TEST_F(ExporterTest, WhatACollectorRefusesIsDroppedAndCounted) {
  FakeCollector collector({400, 200});
  const auto exporter = make(collector);
  exporter->take(span(1));
  exporter->start(no_metrics);
  collector.await(2);
  exporter->stop();
  EXPECT_EQ(exporter->dropped(), 1U);
  EXPECT_EQ(exporter->failed(), 1U);
}

TEST_F(ExporterTest, NoMoreThanItsBoundWaits) {
  FakeCollector collector({0});
  const auto exporter = make(collector);
  for (std::size_t i = 0; i < Exporter::kMost + 10; ++i) exporter->take(span(static_cast<int>(i)));
  EXPECT_EQ(exporter->dropped(), 10U);
  exporter->start(no_metrics);
  collector.await(5);
  exporter->stop();
  EXPECT_EQ(exporter->dropped(), 10U) << "what could not be sent waits again, and no more";
}

TEST_F(ExporterTest, AnOutageIsOneLineAndItsEndAnother) {
  FakeCollector collector({0, 0, 0, 200});
  const auto exporter = make(collector);
  exporter->take(span(1));
  exporter->start(no_metrics);
  collector.await(4);
  exporter->stop();
  EXPECT_EQ(log_.events, (std::vector<std::string>{"telemetry_failed", "telemetry_works"}));
}

}  // namespace
}  // namespace sallyport::app
