#include "gateway/call/return_address.h"

#include <gtest/gtest.h>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::World;

std::string of(const World& world, std::string_view wanted) {
  return return_address(world.parts->essentials(), wanted);
}

http::Request request(std::string_view method, std::string_view target, std::string_view referrer = {}) {
  http::Request out;
  out.method = method;
  out.target = target;
  if (!referrer.empty()) out.headers.push_back({"Referer", referrer});
  return out;
}

TEST(ReturnAddress, OurOwnSignInAddressesAreNone) {
  RecordProperty("covers", "Q10");
  const World world;
  for (const std::string_view wanted :
       {"/callback", "/callback?code=1&state=2", "/signed-out", "/api/v1/auth/login?redirectUri=%2F",
        "/api/v1/auth/logout", "/frontchannel-logout", "/local-admin", "/local-admin/setup", "/check", "/check/reports",
        "/%63allback", "https://app.example/callback"})
    EXPECT_EQ(of(world, wanted), "/") << wanted;
}

TEST(ReturnAddress, WhatOnlyBeginsAlikeIsOne) {
  const World world;
  for (const std::string_view wanted :
       {"/callbacks", "/signed-outside?x=1", "/checks", "/api/v1/auth/sessions", "/r?a=b"})
    EXPECT_EQ(of(world, wanted), wanted);
}

TEST(ReturnAddress, TheCallbackIsTheConfiguredOne) {
  RecordProperty("covers", "Q10");
  const World world([](Settings& settings) {
    settings.provider.client.redirect_uri = std::string(testing::kOrigin) + "/auth/azure/callback";
  });
  EXPECT_EQ(of(world, "/auth/azure/callback?code=1"), "/");
  EXPECT_EQ(of(world, "/callback"), "/callback");
}

TEST(ReturnAddress, TheyStandBelowTheBasePath) {
  RecordProperty("covers", "Q10, Q17");
  const World world([](Settings& settings) { settings.server.base_path = "/tools"; });
  EXPECT_EQ(of(world, "/tools/signed-out"), "/tools/") << "our own front page";
  EXPECT_EQ(of(world, "/tools/reports"), "/tools/reports");
}

TEST(ReturnAddress, OneIsWhereTheBrowserIsUnlessItPosted) {
  RecordProperty("covers", "B16");
  const World world;
  const Essentials& essentials = world.parts->essentials();
  EXPECT_EQ(where_one_is(essentials, request("GET", "/reports?week=3")), "/reports?week=3");
  EXPECT_EQ(where_one_is(essentials, request("GET", "/check/reports?week=3")), "/reports?week=3");
  EXPECT_EQ(where_one_is(essentials, request("GET", "/check")), "/");
  EXPECT_EQ(where_one_is(essentials, request("POST", "/reports")), "/");
  EXPECT_EQ(where_one_is(essentials, request("GET", "/callback?code=1")), "/");
}

TEST(ReturnAddress, AFormLeadsBackToItsPageAndNeverToItself) {
  RecordProperty("covers", "Q5");
  const World world;
  const Essentials& essentials = world.parts->essentials();
  const auto from = [&](std::string_view referrer) {
    return page_of_the_form(essentials, request("POST", "/save", referrer), "/save?draft=1");
  };
  EXPECT_EQ(from("https://app.example/edit?id=7"), "/edit?id=7");
  for (const std::string_view referrer :
       {"", "https://app.example/save", "https://evil.example/edit", "nonsense", "https://app.example/callback?code=1"})
    EXPECT_EQ(from(referrer), "/") << referrer;
}

}  // namespace
}  // namespace sallyport::gateway
