// A page of another site cannot change anything with the session cookie of the person who looks at it.
#include "gateway/api/row.h"

#include <gtest/gtest.h>

#include "gateway/own_routes.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::World;

constexpr ApiRow kRow{.methods = http::Method::get | http::Method::post | http::Method::delete_,
                      .path = "/api/v1/things/{id}",
                      .who = ApiRows::Who::signed_in,
                      .runs = http::Runs::on_worker,
                      .function = [](const Call& call, const ApiParts&) -> http::Outcome {
                        return json_answer(call, 200, {{"id", call.parameters["id"]}});
                      }};

// The answer to a request of somebody with this credential, whose browser says where it comes from.
http::Response ask(std::string_view method, std::string_view from, Credential credential) {
  World world;
  http::Request request;
  request.method = method;
  request.target = "/api/v1/things/7";
  request.peer = std::make_shared<http::Peer>(world.peer);
  if (!from.empty()) request.headers.push_back({"Sec-Fetch-Site", from});
  const Who who{std::make_shared<const Caller>(), std::nullopt, false, credential};
  const Trace trace{"id-1", "203.0.113.9"};
  const Call call{world.parts->essentials(),       request, request.target, trace, who, own_addresses(),
                  *kRow.path.match(request.target)};
  return std::get<http::Answer>(call_api_row(kRow, call, world.parts->api)).response;
}

TEST(ApiRow, FindsTheParametersOfItsPath) {
  EXPECT_EQ(ask("GET", "", Credential::session).body, R"({"id":"7"})");
}

TEST(ApiRow, ChangesNothingForAPageOfAnotherSite) {
  for (const std::string_view method : {"POST", "DELETE"})
    for (const std::string_view from : {"cross-site", "same-site"})
      EXPECT_EQ(ask(method, from, Credential::session).status, 403) << method << " " << from;
}

TEST(ApiRow, AnswersOurPagesAndProgramsWithAToken) {
  EXPECT_EQ(ask("POST", "same-origin", Credential::session).status, 200);
  EXPECT_EQ(ask("POST", "", Credential::session).status, 200) << "no browser of today";
  EXPECT_EQ(ask("GET", "cross-site", Credential::session).status, 200) << "it cannot read the answer";
  EXPECT_EQ(ask("POST", "cross-site", Credential::bearer).status, 200)
      << "only a script that has the token can send it";
}

}  // namespace
}  // namespace sallyport::gateway
