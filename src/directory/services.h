// What the directory works with: ports and settings, joined by app.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "directory/published.h"
#include "directory/settings.h"
#include "directory/smart_lockout.h"
#include "entra/directory_store.h"
#include "http/message.h"
#include "oidc/op/grant_store.h"
#include "oidc/op/sign_in_store.h"

namespace sallyport::directory {

// The origins that are ours: names from the start, ports as soon as the listeners have them.
class Origins {
 public:
  explicit Origins(std::vector<std::string> names) : names_(std::move(names)) {}

  // 0: any port will do, before the listeners stand.
  void set_ports(int http, int https) {
    http_port_ = http;
    https_port_ = https;
  }

  // "https://localhost:8443" as the request's own connection and Host say it; absent where Host is none of ours: a page
  // that a foreign name reaches (DNS rebinding) gets nothing.
  std::optional<std::string> of(const http::Request& request) const;

 private:
  std::vector<std::string> names_;  // "localhost", "127.0.0.1", "[::1]"
  std::atomic<int> http_port_{0};
  std::atomic<int> https_port_{0};
};

struct Services {
  entra::DirectoryStore& store;
  oidc::op::GrantStore& grants;
  oidc::op::SignInStore& sign_ins;
  Published& published;
  SmartLockout& lockout;
  const Origins& origins;
  const Settings& settings;
  const Clock& clock;
  Random& random;
  Log& log;
};

}  // namespace sallyport::directory
