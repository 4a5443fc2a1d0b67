// For tests only: a gateway whose people sign in as its local administrator.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "gateway/sign_in/local_admin_link.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway::testing::administrator {

inline const Headers kOwnPage{{"Sec-Fetch-Site", "same-origin"}};
inline constexpr std::string_view kPassword = "a sentence does well";

inline void basic(Settings& settings) {
  settings.sign_in_configured = false;
}

inline std::string path_of(const std::string& url) {
  return url.substr(kOrigin.size());
}

inline Reply set_password(World& world, const std::string& url, std::string_view password, std::string_view again) {
  http::Form form;
  form.add("link", query_value(url, "link"));
  form.add("password", password);
  form.add("again", again);
  return world.post("/local-admin/setup", form, kOwnPage);
}

inline Reply sign_in(World& world, std::string_view password) {
  http::Form form;
  form.add("password", password);
  return world.post("/local-admin", form, kOwnPage);
}

// The link of the operator's command.
inline Result<std::string> recover(World& world) {
  return recover_local_admin({world.local_admin, *world.accounts, world.random, world.clock, world.log}, kOrigin);
}

// A world whose local administrator has set the password, in a browser that is not the one of the test.
inline std::unique_ptr<World> ready() {
  auto world = std::make_unique<World>(basic);
  const auto link = ensure_local_admin(world->parts->local_accounts);
  set_password(*world, **link, kPassword, kPassword);
  world->jar.clear();
  return world;
}

// Sixty unknown browsers, each in a network of its own, try a password.
inline void strangers_try(World& world) {
  for (int i = 0; i < 60; ++i) ASSERT_TRUE(world.sign_ins.begin_try({"host-" + std::to_string(i)}, world.clock.now()));
}

}  // namespace sallyport::gateway::testing::administrator
