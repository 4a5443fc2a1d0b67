// Our own addresses are ours in every spelling: no route gets what a program behind us would read as one of them.
#include "gateway/router.h"

#include <gtest/gtest.h>

#include "gateway/check.h"
#include "gateway/world_test.h"

namespace sallyport::gateway {
namespace {

using testing::Reply;
using testing::World;

// All that is not ours goes to an application, ambiguous segments included.
void everything_is_routed(Settings& settings) {
  Route route;
  route.path = "/";
  route.access = RouteAccess::public_;
  route.ambiguous_segments = AmbiguousSegments::pass;
  route.upstream = std::make_shared<const http::Upstream>();
  settings.routes = {route};
}

std::string escape(char c, std::string_view digits) {
  const auto byte = static_cast<unsigned char>(c);
  return {'%', digits[byte >> 4], digits[byte & 15]};
}

// Each character but the slashes escaped alone, then all of them; digits in upper and lower case.
std::vector<std::string> spellings(std::string_view path) {
  std::vector<std::string> out;
  for (const std::string_view digits : {"0123456789ABCDEF", "0123456789abcdef"}) {
    std::string all;
    for (std::size_t i = 0; i < path.size(); ++i) {
      const std::string written = path[i] == '/' ? "/" : escape(path[i], digits);
      all += written;
      if (path[i] != '/') out.push_back(std::string(path.substr(0, i)) + written + std::string(path.substr(i + 1)));
    }
    out.push_back(std::move(all));
  }
  return out;
}

TEST(OwnPath, AnEscapedSpellingIsTheSameAddress) {
  RecordProperty("covers", "HTTP-05");
  World world(everything_is_routed);
  for (const OwnPath& own : own_paths()) {
    if (own.path == "/") continue;  // has one spelling, and yields to the route
    const Reply plain = world.send("GET", own.path);
    ASSERT_FALSE(plain.forward) << own.path;
    for (const std::string& path : spellings(own.path)) {
      const Reply reply = world.send("GET", path);
      EXPECT_FALSE(reply.forward) << path;
      EXPECT_EQ(reply.status, plain.status) << path;
    }
  }
}

TEST(OwnPath, AnEscapedSpellingOfCheckIsAnsweredByUsWhateverFollows) {
  RecordProperty("covers", "HTTP-05");
  World world(everything_is_routed);
  for (const std::string_view rest : {"", "/", "/a", "/a%2Fb", "/%2Fb", "/a;b=c", "/50%25", "/a/b%2Fc"}) {
    const Reply plain = world.send("GET", std::string(kCheckPath) + std::string(rest));
    ASSERT_FALSE(plain.forward) << rest;
    for (const std::string& path : spellings(kCheckPath)) {
      const Reply reply = world.send("GET", path + std::string(rest));
      EXPECT_FALSE(reply.forward) << path << rest;
      EXPECT_EQ(reply.status, plain.status) << path << rest;
    }
  }
}

TEST(OwnPath, WhatMayTurnOutToBeOursIsRefused) {
  RecordProperty("covers", "HTTP-05");
  World world(everything_is_routed);
  for (const std::string_view path : {"/check%2Fa", "/%63heck%2Fa", "/%63heck;x", "/callback;x", "/%63allback%3Bx",
                                      "/api%2Fv1/auth/login", "/%61pi/v1%2Fauth%2Flogin", "/local-admin/%73etup;x",
                                      "/local-admin%2Fsetup", "/check%252Fa", "/%63heck/%2e%2e/x"}) {
    const Reply reply = world.send("GET", path);
    EXPECT_FALSE(reply.forward) << path;
    EXPECT_EQ(reply.status, 400) << path;
  }
}

}  // namespace
}  // namespace sallyport::gateway
