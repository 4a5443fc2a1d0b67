#include "app/run/reload_rules.h"

#include <gtest/gtest.h>

#include <functional>

namespace sallyport::app {
namespace {

using gateway::Settings;

Settings settings_in_force() {
  Settings settings;
  settings.sign_in_configured = true;
  settings.server.public_url = "https://data.example.com";
  settings.routes.resize(2);
  return settings;
}

TEST(ReloadRules, WhatIsInForceIsNeverDropped) {
  RecordProperty("covers", "A2");
  struct Row {
    std::function<void(Settings&)> change;
    std::string_view reason;
  };
  const Row rows[] = {
      {[](Settings& s) { s.sign_in_configured = false; }, "reload_drops_provider"},
      {[](Settings& s) { s.routes.clear(); }, "reload_drops_routes"},
      {[](Settings& s) { s.server.public_url = "http://localhost:8585"; }, "reload_drops_public_url"},
      {[](Settings& s) { s.server.public_url = "http://127.0.0.1:8585"; }, "reload_drops_public_url"},
      {[](Settings& s) { s.server.public_url = ""; }, "reload_drops_public_url"},
      {[](Settings& s) { s = Settings(); }, "reload_drops_provider"},  // as from an empty file
  };
  for (const Row& row : rows) {
    Settings next = settings_in_force();
    row.change(next);
    const auto checked = check_nothing_is_dropped(next, settings_in_force());
    ASSERT_FALSE(checked) << row.reason;
    EXPECT_EQ(checked.error().kind, Kind::rejected);
    EXPECT_EQ(checked.error().reason, row.reason);
  }
}

TEST(ReloadRules, WhatIsExchangedPasses) {
  RecordProperty("covers", "A2");
  Settings next = settings_in_force();
  EXPECT_TRUE(check_nothing_is_dropped(next, settings_in_force()));
  next.routes.resize(1);
  next.server.public_url = "https://other.example.com:8443";
  next.provider.name = "custom-oidc";
  EXPECT_TRUE(check_nothing_is_dropped(next, settings_in_force()));
}

TEST(ReloadRules, WhatWasNeverThereIsNotMissed) {
  Settings now;
  now.server.public_url = "http://localhost:8585";
  EXPECT_TRUE(check_nothing_is_dropped(now, now));
  EXPECT_TRUE(check_nothing_is_dropped(settings_in_force(), now)) << "single sign-on is turned on";
}

}  // namespace
}  // namespace sallyport::app
