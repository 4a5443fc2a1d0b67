// For the tests of sign-ins: checks what must hold after a sign-in that let nobody in.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "gateway/world_fixture.h"

namespace sallyport::gateway::testing {

// Checks that a refusal let nobody in: no session, no cookie, no person, no redirect.
inline void expect_nobody(const World& world, const Reply& reply, int status = 400) {
  EXPECT_EQ(reply.status, status);
  EXPECT_EQ(world.sessions->created, 0);
  EXPECT_EQ(world.session_cookie(), "");
  EXPECT_EQ(world.people(), 0U);
  EXPECT_EQ(reply.header("Location"), "");
  EXPECT_EQ(reply.header("Cache-Control"), "no-store");
}

// Checks that nobody was let in, and that the sign-in begins once more with the address that it led to.
inline void expect_begun_again(const World& world, const Reply& reply, std::string_view return_to = "/") {
  EXPECT_EQ(reply.status, 303);
  const std::string url = reply.header("Location");
  EXPECT_TRUE(url.starts_with(std::string(kOrigin) + "/api/v1/auth/login?")) << url;
  EXPECT_EQ(query_value(url, "redirectUri"), return_to);
  EXPECT_EQ(query_value(url, "again"), "1");
  EXPECT_EQ(world.sessions->created, 0);
  EXPECT_EQ(world.session_cookie(), "");
}

}  // namespace sallyport::gateway::testing
