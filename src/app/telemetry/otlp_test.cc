#include "app/telemetry/otlp.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace sallyport::app {
namespace {

using namespace std::chrono_literals;

const Service kService{"sallyport", "0.2.0", "node-1"};
constexpr Clock::Monotonic kThen{10s};
const WallTime kNow{Clock::Monotonic(70s), 1'790'000'070'000'000'000};

gateway::Span span() {
  gateway::Span span;
  span.name = "callback";
  span.kind = gateway::Span::Kind::server;
  span.trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
  span.span_id = "00f067aa0ba902b7";
  span.began = kThen;
  span.ended = kThen + 250ms;
  span.attributes = {{"http.route", "/callback"}};
  return span;
}

TEST(WallTime, FollowsTheMonotonicClock) {
  EXPECT_EQ(kNow.of(kThen), 1'790'000'010'000'000'000);
  EXPECT_EQ(kNow.of(Clock::Monotonic(71s)), 1'790'000'071'000'000'000);
}

// Source: opentelemetry-proto, examples/trace.json, for the shape and the spelling of the names.
TEST(Otlp, ASpanHasTheShapeOfTheProtocol) {
  EXPECT_EQ(print_spans(kService, std::vector{span()}, kNow),
            R"({"resourceSpans":[{"resource":{"attributes":[)"
            R"({"key":"service.name","value":{"stringValue":"sallyport"}},)"
            R"({"key":"service.version","value":{"stringValue":"0.2.0"}},)"
            R"({"key":"service.instance.id","value":{"stringValue":"node-1"}}]},)"
            R"("scopeSpans":[{"scope":{"name":"sallyport","version":"0.2.0"},"spans":[{)"
            R"("traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7","name":"callback","kind":2,)"
            R"("startTimeUnixNano":"1790000010000000000","endTimeUnixNano":"1790000010250000000",)"
            R"("attributes":[{"key":"http.route","value":{"stringValue":"/callback"}}],"status":{}}]}]}]})");
}

TEST(Otlp, ASpanNamesItsParentAndItsFailure) {
  gateway::Span failed = span();
  failed.parent_id = "aaaaaaaaaaaaaaaa";
  failed.failed = true;
  const std::string printed = print_spans(kService, std::vector{failed}, kNow);
  EXPECT_NE(printed.find(R"("parentSpanId":"aaaaaaaaaaaaaaaa")"), std::string::npos) << printed;
  EXPECT_NE(printed.find(R"("status":{"code":2})"), std::string::npos) << printed;
}

TEST(Otlp, ACounterIsACumulativeSumAndAGaugeIsNone) {
  const std::vector<gateway::MetricFamily> families{
      {"sallyport_refusals_total", "Refused.", gateway::MetricKind::counter, {{{{"reason", "jwt_expired"}}, 5}}},
      {"sallyport_connections_open", "Open.", gateway::MetricKind::gauge, {{{}, 7}}},
      {"sallyport_renewals_failed_total", "None yet.", gateway::MetricKind::counter, {}}};
  const std::string printed = print_metrics(kService, families, kThen, kNow);
  EXPECT_NE(printed.find(R"({"name":"sallyport_refusals_total","description":"Refused.","sum":{"dataPoints":[{)"
                         R"("attributes":[{"key":"reason","value":{"stringValue":"jwt_expired"}}],)"
                         R"("timeUnixNano":"1790000070000000000","asInt":"5",)"
                         R"("startTimeUnixNano":"1790000010000000000"}],)"
                         R"("aggregationTemporality":2,"isMonotonic":true}})"),
            std::string::npos)
      << printed;
  EXPECT_NE(
      printed.find(R"("gauge":{"dataPoints":[{"attributes":[],"timeUnixNano":"1790000070000000000","asInt":"7"}]})"),
      std::string::npos)
      << printed;
  EXPECT_EQ(printed.find("sallyport_renewals_failed_total"), std::string::npos) << "nothing to say about it";
}

TEST(Otlp, AnyTextIsValidJson) {
  gateway::Span odd = span();
  odd.attributes = {{"http.route", "\"\\\n</script>\xC3\xA9"}};
  EXPECT_TRUE(json::parse(print_spans(kService, std::vector{odd}, kNow)));
}

}  // namespace
}  // namespace sallyport::app
