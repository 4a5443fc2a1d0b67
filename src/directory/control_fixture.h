// For tests of the control addresses: a directory whose control is on, and requests with its token.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "directory/control/control.h"
#include "directory/control/operations.h"
#include "directory/graph_fixture.h"

namespace sallyport::directory {

inline constexpr std::string_view kControlToken = "the-token-of-the-tests";

// Snapshots of an imagined store: a test sees what was asked of it.
class RecordedSnapshots final : public Snapshots {
 public:
  Result<void> take(std::string_view name) override {
    taken.insert(std::string(name));
    return {};
  }
  Result<void> restore(std::string_view name) override {
    if (!taken.contains(std::string(name))) return failure(Kind::rejected, "no_snapshot");
    restored.emplace_back(name);
    return {};
  }
  std::vector<std::string> names() const override { return {taken.begin(), taken.end()}; }

  std::set<std::string> taken;
  std::vector<std::string> restored;
};

class ControlTest : public GraphTest {
 protected:
  ControlTest()
      : moved(clock),
        own{store,       grants,  sign_ins, published, lockout, counters, setup_counter,
            issuer_keys, origins, settings, moved,     random,  log,      sign_in_log},
        control({store, keys, sign_in_log, published, lockout, counters, snapshots, moved, random},
                Secret(kControlToken)) {
    EXPECT_TRUE(control.begin());
    own.control = &control;
    handler = make_handler(own);
  }

  http::Response ask(std::string_view method, std::string_view target, std::string_view body = "",
                     std::string_view token = kControlToken) {
    return send(method, target, body, {{"Authorization", "Bearer " + std::string(token)}});
  }
  http::Response client_credentials() {
    return token({{"grant_type", "client_credentials"},
                  {"client_id", std::string(kWeb)},
                  {"client_secret", std::string(kSecret)},
                  {"scope", "https://graph.microsoft.com/.default"}});
  }
  std::string forged(std::string_view body) { return at(ask("POST", "/control/tokens", body), "token"); }

  MovableClock moved;
  RecordedSnapshots snapshots;
  Services own;
  Control control;
};

}  // namespace sallyport::directory
