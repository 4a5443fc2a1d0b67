// The gateway answers its own addresses in every spelling. No route gets a path that an application could read as one
// of them.
#include "gateway/own_routes.h"

#include <gtest/gtest.h>

#include "gateway/check/check.h"
#include "gateway/own_rows_fixture.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::example;
using testing::method_of;
using testing::methods_at;
using testing::Reply;
using testing::World;

// Sends every path that is not our own to an application, even with ambiguous segments.
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

// Spellings of the path: first each character but the slashes is escaped alone, then all of them, with hexadecimal
// digits in upper and in lower case.
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
  for (const OwnRow& own : own_rows()) {
    const std::string_view written = own.path.text();
    if (written == "/" || written.find('{') != std::string_view::npos) continue;  // "/" is routed; /check/… is below
    const Reply plain = world.send("GET", written);
    ASSERT_FALSE(plain.forward) << written;
    for (const std::string& path : spellings(written)) {
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

TEST(OwnRow, AnswersItsMethodsAndNoOthers) {
  RecordProperty("covers", "UI-06");
  World world(everything_is_routed);
  for (const OwnRow& row : own_rows()) {
    if (row.path.text() == "/" || example(row).starts_with(kCheckPath)) continue;
    const http::Methods methods = methods_at(row);
    for (const http::MethodRow& method : http::kMethodTable) {
      const Reply reply = world.send(method.name, example(row));
      EXPECT_FALSE(reply.forward) << method.name << " " << row.path.text();
      const bool answered = methods.contain(method.method);
      EXPECT_EQ(reply.status == 405, !answered) << method.name << " " << row.path.text() << ": " << reply.status;
      if (answered || !http::is_served(method.method)) continue;
      EXPECT_EQ(reply.header("Allow"), http::print(methods)) << row.path.text();
    }
    EXPECT_EQ(world.send("FOO", example(row)).status, 405) << row.path.text();
  }
}

TEST(OwnRow, IsNeverRoutedUnlessItSaysSo) {
  const std::string_view callback = "/callback";
  for (const OwnRow& row : own_rows())
    EXPECT_EQ(is_never_routed(example(row), callback), row.precedence == http::Precedence::ours) << row.path.text();
  for (const std::string_view path : {"/check/a/b", "/callback", "/local-admin/setup"})
    EXPECT_TRUE(is_never_routed(path, callback)) << path;
  for (const std::string_view path : {"/", "/api", "/api/v1/auth", "/callback/a", "/checks", "/local-admin/a"})
    EXPECT_FALSE(is_never_routed(path, callback)) << path;
  EXPECT_TRUE(is_never_routed("/oauth/back", "/oauth/back"));
}

TEST(OwnRow, ForPeopleWhoAreSignedInAnswersNobody401) {
  World world;
  int rows = 0;
  for (const OwnRow& row : own_rows()) {
    if (row.who != OwnRows::Who::signed_in) continue;
    ++rows;
    EXPECT_EQ(world.send(method_of(row), example(row)).status, 401) << row.path.text();
  }
  EXPECT_GE(rows, 2);
}

TEST(OwnRow, NobodyComesBackToAStepOfTheSignIn) {
  RecordProperty("covers", "Q10");
  World world;
  const auto back = [&](std::string_view wanted) { return world.sign_in(wanted).header("Location"); };
  for (const OwnRow& row : own_rows()) {
    if (row.traits.after_sign_in == OwnRows::AfterSignIn::may_return) continue;
    EXPECT_EQ(back(example(row)), "/") << row.path.text();
    EXPECT_EQ(back(example(row) + "?redirectUri=/x"), "/") << row.path.text();
    EXPECT_EQ(back(spellings(example(row)).front()), "/") << row.path.text();
    EXPECT_EQ(back(spellings(example(row)).back()), "/") << row.path.text();
  }
  for (const std::string_view path : {"/api/v1/auth/login;x", "/api/v1/auth%2Flogin", "/local-admin/a%2Fb"})
    EXPECT_EQ(back(path), "/") << path;
  EXPECT_EQ(back("/reports?week=3"), "/reports?week=3");
  EXPECT_EQ(back("/api/v1/auth/sessions"), "/api/v1/auth/sessions") << "a page that one may come back to";
}

}  // namespace
}  // namespace sallyport::gateway
