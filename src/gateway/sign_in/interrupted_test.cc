// What people read if they request something while they are not signed in, or no longer.
#include <gmock/gmock.h>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using ::testing::HasSubstr;
using testing::Headers;
using ::testing::Not;
using testing::Reply;
using testing::World;

void with_routes(Settings& settings) {
  const auto upstream = std::make_shared<http::Upstream>();
  upstream->host = "app.internal";
  upstream->port = "80";
  Route framed;
  framed.path = "/framed";
  framed.upstream = upstream;
  framed.frames = Frames::allow;
  Route plain;
  plain.path = "/";
  plain.upstream = upstream;
  settings.routes = {framed, plain};
}

const Headers kPage{{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}};
const Headers kFrame{{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "iframe"}};

TEST(Interrupted, AFormWithADeadSessionReadsThatNothingWasSaved) {
  RecordProperty("covers", "Q5");
  World world(with_routes);
  Headers headers = kPage;
  headers.emplace_back("Referer", "https://app.example/edit?id=7");
  for (const std::string_view method : {"POST", "PUT", "DELETE"}) {
    const Reply reply = world.send(method, "/save", headers, "text=long");
    EXPECT_EQ(reply.status, 401) << method;
    EXPECT_EQ(reply.header("Location"), "") << method;
    EXPECT_THAT(reply.body, HasSubstr("Nothing was saved"));
    EXPECT_THAT(reply.body, HasSubstr("redirectUri=%2Fedit%3Fid%3D7\" target=\"_blank\" rel=\"noopener\""));
    EXPECT_THAT(reply.body, Not(HasSubstr("%2Fsave"))) << "never a GET of an address that was posted to";
  }
}

TEST(Interrupted, AProgramReads401AsJson) {
  RecordProperty("covers", "Q5");
  World world(with_routes);
  for (const Headers& headers :
       {Headers{}, Headers{{"Accept", "application/json"}}, Headers{{"Sec-Fetch-Mode", "cors"}}}) {
    const Reply reply = world.send("POST", "/save", headers, "text=long");
    EXPECT_EQ(reply.status, 401);
    EXPECT_THAT(reply.body, HasSubstr("\"code\":401"));
    EXPECT_EQ(reply.count("WWW-Authenticate"), 1U);
  }
}

TEST(Interrupted, AFrameOpensTheSignInInAWindowWhereTheRouteAllowsFrames) {
  RecordProperty("covers", "Q16");
  World world(with_routes);
  const Reply reply = world.send("GET", "/framed/report?week=3", kFrame);
  EXPECT_EQ(reply.status, 401);
  EXPECT_THAT(reply.body, HasSubstr("redirectUri=%2Fframed%2Freport%3Fweek%3D3\" target=\"_blank\""));
  EXPECT_THAT(reply.body, HasSubstr("href=\"https://app.example/framed/report?week=3\""));
  EXPECT_THAT(reply.header("Content-Security-Policy"), Not(HasSubstr("frame-ancestors")));
}

TEST(Interrupted, NothingElseMayStandInAFrame) {
  RecordProperty("covers", "Q16");
  World world(with_routes);
  EXPECT_EQ(world.send("GET", "/report", kFrame).status, 302) << "the route allows no frames";
  EXPECT_EQ(world.send("GET", "/framed/report", kPage).status, 302) << "no frame";
  for (const std::string_view path : {"/api/v1/auth/logout", "/signed-out", "/callback?code=x", "/local-admin"}) {
    const Reply reply = world.send("GET", path, kFrame);
    if (reply.status >= 300 && reply.status < 400) continue;
    EXPECT_THAT(reply.header("Content-Security-Policy"), HasSubstr("frame-ancestors 'none'")) << path;
  }
  EXPECT_THAT(world.send("POST", "/framed/save", kFrame).header("Content-Security-Policy"),
              HasSubstr("frame-ancestors 'none'"));
}

TEST(Interrupted, SomebodyElseComesBackToWhereOneWas) {
  RecordProperty("covers", "B16");
  World world([](Settings& settings) {
    with_routes(settings);
    settings.routes.back().requirement.any_role = {"Steward", "Owner"};
  });
  world.sign_in();
  const Reply refused = world.get("/reports?week=3");
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("redirectUri=%2Freports%3Fweek%3D3&amp;account=other"));
  EXPECT_THAT(refused.body, HasSubstr("Steward or Owner"));
}

TEST(Interrupted, AnApplicationThatFailsHasAPage) {
  RecordProperty("covers", "B9");
  World world(with_routes);
  world.sign_in();
  const Reply reply = world.get("/reports");
  ASSERT_TRUE(reply.forward && reply.forward->failed);
  EXPECT_THAT(reply.forward->failed(502, "upstream_unreachable").body, HasSubstr("cannot be reached"));
}

}  // namespace
}  // namespace sallyport::gateway
