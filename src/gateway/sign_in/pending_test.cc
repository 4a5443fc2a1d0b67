#include "gateway/sign_in/pending.h"

#include <gtest/gtest.h>

#include <set>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::query_value;
using testing::Reply;
using testing::World;

std::string cookie_name(const Reply& reply) {
  for (const std::string& line : reply.all("Set-Cookie"))
    if (line.find("signin-") != std::string::npos) return line.substr(0, line.find('='));
  return {};
}

TEST(Pending, FortyAtOnceLeaveFiveSmallCookies) {
  RecordProperty("covers", "Q11, RP-14");
  World world;
  std::map<std::string, std::string> jar;
  for (int i = 0; i < 40; ++i) {  // none of these requests has a cookie yet
    const Reply reply =
        world.send("GET", "/api/v1/auth/login?redirectUri=/page" + std::to_string(i), {{"Accept", "text/html"}});
    const std::string line = reply.header("Set-Cookie");
    jar[cookie_name(reply)] = line.substr(0, line.find(';'));
  }
  std::size_t bytes = 0;
  for (const auto& [name, cookie] : jar) bytes += cookie.size();
  EXPECT_LE(jar.size(), 5U);
  EXPECT_LT(bytes, 3000U);
}

TEST(Pending, OneAfterTheOtherTakeFreePlacesAndThenTheOldest) {
  RecordProperty("covers", "Q11");
  World world;
  std::set<std::string> names;
  for (int i = 0; i < 5; ++i) names.insert(cookie_name(world.get("/api/v1/auth/login?redirectUri=/x")));
  EXPECT_EQ(names.size(), 5U);
  const std::string oldest = world.jar.begin()->first;  // the first cookie that the world's browser sends
  EXPECT_EQ(cookie_name(world.get("/api/v1/auth/login?redirectUri=/x")), oldest);
  EXPECT_EQ(world.jar.size(), 5U);
}

TEST(Pending, LongAddressesShareOnePlace) {
  RecordProperty("covers", "Q11");
  World world;
  const std::string address = "/" + std::string(1200, 'a');
  for (int i = 0; i < 20; ++i) world.start(address);
  EXPECT_EQ(world.jar.size(), 1U);
  EXPECT_EQ(world.sign_in(address).header("Location"), address);
}

TEST(Pending, ASignInWhosePlaceWasTakenBeginsAgainAndKeepsItsDeepLink) {
  RecordProperty("covers", "Q11");
  World world;
  const std::string lost = world.start("/reports?week=3");
  world.jar.clear();
  const Reply again = world.back(lost);
  EXPECT_EQ(again.status, 303);
  EXPECT_EQ(again.header("Location"),
            "https://app.example/api/v1/auth/login?redirectUri=%2Freports%3Fweek%3D3&again=1");
  EXPECT_EQ(world.provider.token_requests, 0);
}

TEST(Pending, TheWayInTheStateIsSealed) {
  RecordProperty("covers", "RP-12");
  World world;
  const UnixTime now = world.clock.now();
  const std::string whole = make_state(*world.sealer, world.random, {"/x", true}, now);
  const std::string name = whole.substr(0, 43);
  const std::string sealed = whole.substr(44);
  const auto way = open_way(*world.sealer, whole, now);
  ASSERT_TRUE(way);
  EXPECT_EQ(way->return_to, "/x");
  EXPECT_TRUE(way->second_round);
  for (const std::string& state :
       {name, name + ".", name + "./x", name + "x" + sealed, name + "." + sealed.substr(1), sealed,
        name + "." + world.sealer->seal("1https://evil.example/", "sign_in", now + Seconds(60))})
    EXPECT_FALSE(open_way(*world.sealer, state, now)) << state;
  EXPECT_FALSE(open_way(*world.sealer, name + "." + sealed, now + Seconds(7 * 86400)));
}

TEST(Pending, NoHalfOfAStateFitsAnother) {
  RecordProperty("covers", "RP-01");
  World world;
  const std::string mine = world.start("/mine");
  const std::string other = world.start("/other");
  for (const std::string& state :
       {mine.substr(0, 43) + other.substr(43), other.substr(0, 43) + mine.substr(43), mine.substr(0, 43), mine + "A"}) {
    EXPECT_EQ(world.back(state).status, 400) << state;
    EXPECT_EQ(world.provider.token_requests, 0) << state;
  }
}

}  // namespace
}  // namespace sallyport::gateway
