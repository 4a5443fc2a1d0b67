#include "directory/control/faults.h"

#include <gtest/gtest.h>

#include <thread>

namespace sallyport::directory {
namespace {

constexpr std::string_view kToken = "/{tenant}/oauth2/v2.0/token";
constexpr std::string_view kMe = "/v1.0/me";

Fault fault(std::string endpoint, int times = 1, std::string path = "") {
  Fault made;
  made.endpoint = std::move(endpoint);
  made.path = std::move(path);
  made.status = 503;
  made.times = times;
  return made;
}

http::Response redirect(std::string location) {
  http::Response response(302);
  response.add("Location", std::move(location));
  return response;
}

TEST(Faults, AreMetAsOftenAsWasSaid) {
  Faults faults;
  faults.add(fault("token", 2));
  EXPECT_TRUE(faults.take(kToken, "/t/oauth2/v2.0/token"));
  EXPECT_EQ(faults.list().front().times, 1);
  EXPECT_TRUE(faults.take(kToken, "/t/oauth2/v2.0/token"));
  EXPECT_FALSE(faults.take(kToken, "/t/oauth2/v2.0/token"));
  EXPECT_TRUE(faults.list().empty());
}

TEST(Faults, AreOfOneEndpoint) {
  Faults faults;
  faults.add(fault("graph"));
  EXPECT_FALSE(faults.take(kToken, "/t/oauth2/v2.0/token"));
  EXPECT_FALSE(faults.take("/control/faults", "/control/faults"));
  EXPECT_TRUE(faults.take(kMe, "/v1.0/me"));
}

TEST(Faults, AreOfOnePathWhereOneIsNamed) {
  Faults faults;
  faults.add(fault("graph", 1, "/v1.0/me"));
  EXPECT_FALSE(faults.take("/v1.0/users", "/v1.0/users"));
  EXPECT_TRUE(faults.take(kMe, "/v1.0/me"));
}

TEST(Faults, TheOldestIsMetFirst) {
  Faults faults;
  const int first = faults.add(fault("token"))->id;
  const int second = faults.add(fault("token"))->id;
  EXPECT_EQ(faults.take(kToken, "/x")->id, first);
  EXPECT_EQ(faults.take(kToken, "/x")->id, second);
}

TEST(Faults, AreRemovedByIdOrAltogether) {
  Faults faults;
  const int first = faults.add(fault("token"))->id;
  faults.add(fault("token"));
  EXPECT_TRUE(faults.remove(first));
  EXPECT_FALSE(faults.remove(first));
  EXPECT_EQ(faults.list().size(), 1U);
  faults.clear();
  EXPECT_FALSE(faults.take(kToken, "/x"));
}

TEST(Faults, AreBounded) {
  Faults faults;
  for (std::size_t i = 0; i < Faults::kMost; ++i) EXPECT_TRUE(faults.add(fault("token")));
  EXPECT_FALSE(faults.add(fault("token")));
}

TEST(Faults, AStopEndsTheWait) {
  Faults faults;
  std::jthread waiting([&] { faults.wait(std::chrono::hours(1)); });
  faults.stop();  // the test ends only if the wait does
}

TEST(Faults, OfManyThreadsEachMeetsOne) {
  Faults faults;
  faults.add(fault("token", 50));
  std::atomic<int> met{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&] {
        for (int each = 0; each < 20; ++each)
          if (faults.take(kToken, "/x")) ++met;
      });
  }
  EXPECT_EQ(met, 50);
}

TEST(DroppedFields, AreMissingFromAJsonAnswer) {
  http::Response response;
  response.body = R"({"access_token":"a","id_token":"b","scope":{"id_token":1}})";
  drop_fields(response, {"id_token", "nothing"});
  EXPECT_EQ(response.body, R"({"access_token":"a","scope":{"id_token":1}})");
}

TEST(DroppedFields, AreMissingFromARedirect) {
  auto query = redirect("https://app.example/cb?code=1&state=2#");
  drop_fields(query, {"state"});
  EXPECT_EQ(*query.find("Location"), "https://app.example/cb?code=1#");
  auto fragment = redirect("https://app.example/cb#code=1&state=2");
  drop_fields(fragment, {"code"});
  EXPECT_EQ(*fragment.find("Location"), "https://app.example/cb#state=2");
}

TEST(DroppedFields, WhatHasNoFieldsStaysAsItIs) {
  auto plain = redirect("https://app.example/cb");
  drop_fields(plain, {"state"});
  EXPECT_EQ(*plain.find("Location"), "https://app.example/cb");
  http::Response page;
  page.body = "<html>";
  drop_fields(page, {"state"});
  EXPECT_EQ(page.body, "<html>");
}

}  // namespace
}  // namespace sallyport::directory
