#include "gateway/call/span.h"

#include <gtest/gtest.h>

#include "gateway/world_fixture.h"
#include "http/trace_context.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kSampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr std::string_view kNotSampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

class Spans : public ::testing::Test {
 protected:
  http::Request request(std::string_view traceparent = {}) {
    http::Request request;
    request.method = "GET";
    if (!traceparent.empty()) request.headers = {{http::kTraceParent, traceparent}};
    return request;
  }
  std::optional<OpenSpan> begin(const http::Request& request) {
    return tracing_.begin("sign-in", Span::Kind::server, &request, clock_, random_);
  }

  FixedClock clock_{{1'790'000'000}};
  ScriptedRandom random_;
  testing::KeptSpans sink_;
  Tracing tracing_{&sink_};
};

TEST_F(Spans, OneThatEndsSaysHowLongItTook) {
  auto span = begin(request());
  ASSERT_TRUE(span);
  span->note("http.route", "/callback");
  clock_.advance(Seconds(3));
  span->finish(true);
  ASSERT_EQ(sink_.taken.size(), 1U);
  const Span& kept = sink_.taken.front();
  EXPECT_EQ(kept.name, "sign-in");
  EXPECT_EQ(kept.ended - kept.began, Seconds(3));
  EXPECT_TRUE(kept.failed);
  EXPECT_EQ(kept.attributes.front().second, "/callback");
  EXPECT_EQ(kept.trace_id.size(), 32U);
  EXPECT_EQ(kept.span_id.size(), 16U);
  EXPECT_TRUE(kept.parent_id.empty());
}

TEST_F(Spans, OneJoinsTheTraceOfItsRequest) {
  begin(request(kSampled))->finish(false);
  EXPECT_EQ(sink_.taken.front().trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(sink_.taken.front().parent_id, "00f067aa0ba902b7");
}

TEST_F(Spans, AMalformedTraceIsNotJoined) {
  begin(request("00-XYZ"))->finish(false);
  EXPECT_TRUE(sink_.taken.front().parent_id.empty());
}

TEST_F(Spans, WhoeverBeganATraceDecidesWhetherItIsRecorded) {
  EXPECT_FALSE(begin(request(kNotSampled)));
}

TEST_F(Spans, WithoutACollectorThereAreNone) {
  tracing_.sink = nullptr;
  EXPECT_FALSE(begin(request()));
  EXPECT_FALSE(tracing_.upstream_span(request(kSampled), "http://h:1", clock_, random_));
}

TEST_F(Spans, AnApplicationIsTimedOnlyInATraceThatIsRecorded) {
  EXPECT_FALSE(tracing_.upstream_span(request(), "http://h:1", clock_, random_));
  EXPECT_FALSE(tracing_.upstream_span(request(kNotSampled), "http://h:1", clock_, random_));
  const auto heard = tracing_.upstream_span(request(kSampled), "http://h:1", clock_, random_);
  ASSERT_TRUE(heard);
  clock_.advance(Seconds(2));
  heard(200);
  ASSERT_EQ(sink_.taken.size(), 1U);
  EXPECT_EQ(sink_.taken.front().name, "upstream");
  EXPECT_EQ(sink_.taken.front().kind, Span::Kind::client);
  EXPECT_EQ(sink_.taken.front().ended - sink_.taken.front().began, Seconds(2));
  EXPECT_FALSE(sink_.taken.front().failed);
}

TEST_F(Spans, AnApplicationThatFailsOrSaysNothingHasFailed) {
  for (const auto& [status, failed] : {std::pair{499, false}, {500, true}, {0, true}}) {
    tracing_.upstream_span(request(kSampled), "http://h:1", clock_, random_)(status);
    EXPECT_EQ(sink_.taken.back().failed, failed) << status;
  }
}

}  // namespace
}  // namespace sallyport::gateway
