#include "gateway/call/traced_client.h"

#include <gtest/gtest.h>

#include <map>

#include "base/reason_of.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

// Answers with one result.
class OneAnswer final : public http::HttpClient {
 public:
  explicit OneAnswer(Result<http::ClientResponse> answer) : answer_(std::move(answer)) {}
  Result<http::ClientResponse> send(const http::ClientRequest&) override { return answer_; }

 private:
  Result<http::ClientResponse> answer_;
};

class TracedRequests : public ::testing::Test {
 protected:
  // Sends a token request to a provider that answers so. Returns the attributes of its span.
  std::map<std::string_view, std::string> attributes_after(Result<http::ClientResponse> answer) {
    OneAnswer provider(std::move(answer));
    TracedClient client(provider,
                        [this] { return tracing_.begin(kProviderSpan, Span::Kind::client, nullptr, clock_, random_); });
    (void)client.send({.method = "POST",
                       .url = "https://login.example:8443/tenant/token?secret=1",
                       .headers = {{"Authorization", "Basic secret"}},
                       .body = "client_secret=secret"});
    const auto& attributes = sink_.taken.back().attributes;
    return {attributes.begin(), attributes.end()};
  }

  FixedClock clock_{{1'790'000'000}};
  ScriptedRandom random_;
  testing::KeptSpans sink_;
  Tracing tracing_{&sink_};
};

TEST_F(TracedRequests, AnAnswerIsRecordedWithoutWhatWasSent) {
  const auto attributes = attributes_after(http::ClientResponse{200, {}, "secret"});
  EXPECT_EQ(attributes, (std::map<std::string_view, std::string>{{"http.request.method", "POST"},
                                                                 {"server.address", "login.example"},
                                                                 {"url.path", "/tenant/token"},
                                                                 {"http.response.status_code", "200"}}));
  EXPECT_FALSE(sink_.taken.back().failed);
}

TEST_F(TracedRequests, ARefusalHasFailed) {
  EXPECT_EQ(attributes_after(http::ClientResponse{400, {}, {}}).at("http.response.status_code"), "400");
  EXPECT_TRUE(sink_.taken.back().failed);
}

TEST_F(TracedRequests, NoAnswerHasAReason) {
  EXPECT_EQ(attributes_after(failure(Kind::unavailable, "http_timeout")).at("error.type"), "http_timeout");
  EXPECT_TRUE(sink_.taken.back().failed);
}

TEST_F(TracedRequests, WhereNothingIsRecordedTheAnswerIsTheSame) {
  OneAnswer provider(failure(Kind::unavailable, "http_tls"));
  TracedClient client(provider, [] { return std::optional<OpenSpan>(); });
  EXPECT_EQ(reason_of(client.send({})), "http_tls");
}

TEST_F(TracedRequests, ASpanWithinAnotherIsPartOfIt) {
  const auto outer = tracing_.begin("renewal", Span::Kind::internal, nullptr, clock_, random_);
  ASSERT_TRUE(outer);
  tracing_.begin_within(*outer, kProviderSpan, Span::Kind::client, clock_, random_)->finish(false);
  auto whole = *outer;
  whole.finish(false);
  EXPECT_EQ(sink_.taken.front().trace_id, sink_.taken.back().trace_id);
  EXPECT_EQ(sink_.taken.front().parent_id, sink_.taken.back().span_id);
  EXPECT_NE(sink_.taken.front().span_id, sink_.taken.back().span_id);
}

}  // namespace
}  // namespace sallyport::gateway
