#include "gateway/call/upstream_failure.h"

#include <gmock/gmock.h>

#include "gateway/own_routes.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::World;

http::Response failed(const World& world, std::string_view method, std::string_view accept, int status,
                      std::string_view cause, std::string_view trace_parent = "none") {
  http::Request request;
  request.method = method;
  request.target = "/reports?week=3";
  request.headers.push_back({"Accept", accept});
  request.headers.push_back({"traceparent", trace_parent});
  const Trace trace{"id-7", "203.0.113.9"};
  const Who nobody;
  http::Upstream upstream;
  upstream.host = "app.internal";
  upstream.port = "8080";
  return upstream_failure({world.parts->essentials(), request, request.path(), trace, nobody, own_addresses()},
                          upstream)(status, cause);
}

TEST(UpstreamFailure, APersonReadsWhatIsSoWhoseJobItIsAndTheRequest) {
  RecordProperty("covers", "B9, F-25");
  const World world;
  for (const auto& [status, cause] : std::vector<std::pair<int, std::string>>{
           {502, "upstream_unreachable"}, {504, "upstream_timeout"}, {502, "response_head"}, {503, "upstream_limit"}}) {
    const http::Response page = failed(world, "GET", "text/html", status, cause);
    EXPECT_EQ(page.status, status);
    for (const std::string_view part :
         {"the administrator of the application", "Request id-7", "https://app.example/reports?week=3"})
      EXPECT_THAT(page.body, HasSubstr(part)) << cause;
    EXPECT_THAT(page.body, Not(HasSubstr("app.internal"))) << "where the application stands is no visitor's business";
  }
}

TEST(UpstreamFailure, TheLogNamesUpstreamCauseAndRequest) {
  RecordProperty("covers", "B9");
  const World world;
  failed(world, "GET", "text/html", 502, "upstream_unreachable");
  for (const std::string_view text : {"app.internal:8080", "upstream_unreachable", "id-7"})
    EXPECT_TRUE(world.log.mentions(text)) << text;
}

TEST(UpstreamFailure, TheLogNamesTheTraceIfTheRequestBelongsToOne) {
  const World world;
  failed(world, "GET", "text/html", 502, "upstream_unreachable");
  EXPECT_FALSE(world.log.mentions("4bf92f3577b34da6a3ce929d0e0e4736"));
  failed(world, "GET", "text/html", 502, "upstream_unreachable",
         "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  EXPECT_TRUE(world.log.mentions("4bf92f3577b34da6a3ce929d0e0e4736"));
}

TEST(UpstreamFailure, AProgramReadsJsonAndAFormIsNotSentAgain) {
  RecordProperty("covers", "B9");
  const World world;
  EXPECT_THAT(failed(world, "GET", "application/json", 504, "upstream_timeout").body, HasSubstr("\"code\":504"));
  EXPECT_THAT(failed(world, "POST", "text/html", 504, "upstream_timeout").body, Not(HasSubstr("Try again</a>")));
}

}  // namespace
}  // namespace sallyport::gateway
