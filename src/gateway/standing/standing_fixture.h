// For the tests of standing: makes a world in which somebody is signed in while the rules change.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "gateway/world_fixture.h"

namespace sallyport::gateway::testing {

inline constexpr std::string_view kGroup = "77777777-0000-0000-0000-000000000001";

// A world in which ann is signed in and her session is in the loop's cache. `claims` edits her ID token.
inline std::unique_ptr<World> signed_in(std::function<void(json::Object&)> claims = [](json::Object&) {}) {
  auto world = std::make_unique<World>();
  world->provider.edit = std::move(claims);
  world->sign_in();
  EXPECT_EQ(world->get("/check").status, 204);
  world->provider.nonce.clear();  // the ID token of a refresh has no nonce
  return world;
}

// The session in the store that the browser's cookie belongs to.
inline session::Session stored(const World& world) {
  return world.sessions->find(session::digest_of(SessionId(world.session_cookie())), world.clock.now()).value().value();
}

}  // namespace sallyport::gateway::testing
