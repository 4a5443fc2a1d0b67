// For tests only: routes of a world to an application, and exchanges with it that stay open.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "gateway/world_fixture.h"

namespace sallyport::gateway::testing {

// A route to an application on this machine; `edit` sets what a test needs.
inline Route route(std::string path, const std::function<void(Route&)>& edit = [](Route&) {}) {
  Route out;
  out.path = std::move(path);
  http::Upstream upstream;
  upstream.host = "127.0.0.1";
  upstream.port = "9000";
  out.upstream = std::make_shared<const http::Upstream>(std::move(upstream));
  edit(out);
  return out;
}

// The watch of a WebSocket at /ws that the world's browser has opened.
inline http::Watch open_socket(World& world) {
  const Reply reply =
      world.get("/ws", {{"Connection", "Upgrade"}, {"Upgrade", "websocket"}, {"Origin", std::string(kOrigin)}});
  EXPECT_TRUE(reply.forward && reply.forward->watch);
  return reply.forward->watch.value();
}

// Asks the watch as the server does every few seconds. False: the exchange ends.
inline bool lives_on(http::Watch& watch) {
  const auto verdict = watch.glance();
  return verdict == http::Watch::Verdict::go_on || (verdict == http::Watch::Verdict::look && watch.look());
}

}  // namespace sallyport::gateway::testing
