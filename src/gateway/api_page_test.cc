#include "gateway/api_page.h"

#include <gtest/gtest.h>

#include "gateway/own_routes.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Reply;
using testing::World;

TEST(ApiPage, ShowsEachPathOnceAndTheMembersOfEachBody) {
  World world;
  const Reply reply = world.send("GET", "/api/v1/docs");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("Content-Type"), "text/html; charset=utf-8");
  for (const OwnRow& row : own_rows()) {
    const std::string_view path = row.path.text();
    if (row.label != RouteClass::security_api || path.starts_with("/api/sallyport/")) continue;
    EXPECT_NE(reply.body.find("<code>" + std::string(path) + "</code>"), std::string::npos) << path;
  }
  EXPECT_NE(reply.body.find("passwordLink"), std::string::npos) << "which OpenMetadata does not have";
  EXPECT_EQ(reply.body.find("/api/sallyport/v1/roles"), std::string::npos) << "it stands for /api/v1/roles";
  EXPECT_NE(reply.body.find("Needs EditPolicy"), std::string::npos);
}

TEST(ApiPage, RunsNothingAndLoadsNothing) {
  World world;
  const Reply reply = world.send("GET", "/api/v1/docs");
  const std::string policy = reply.header("Content-Security-Policy");
  EXPECT_TRUE(policy.starts_with("default-src 'none'; style-src 'sha256-")) << policy;
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
  for (const std::string_view part : {"<script", "<link", "<img", "<iframe", " style=", " src=", " onload="})
    EXPECT_EQ(reply.body.find(part), std::string::npos) << part;
}

}  // namespace
}  // namespace sallyport::gateway
