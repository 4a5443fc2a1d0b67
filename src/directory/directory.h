// The local directory as a request handler for the HTTP server. It looks up the request's path in the route table and
// calls the endpoint of that row.
#pragma once

#include <memory>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "directory/call/origins.h"
#include "directory/call/published.h"
#include "directory/call/settings.h"
#include "directory/control/control.h"
#include "directory/rules/issuer_keys.h"
#include "directory/rules/request_counter.h"
#include "directory/rules/smart_lockout.h"
#include "directory/setup/setup.h"
#include "entra/directory_store.h"
#include "entra/sign_in_log.h"
#include "http/handler.h"
#include "oidc/op/grant_store.h"
#include "oidc/op/sign_in_store.h"

namespace sallyport::directory {

// Everything that the directory needs from outside. Only this folder sees the whole struct. Each subfolder receives the
// part that it needs.
struct Services {
  entra::DirectoryStore& store;
  oidc::op::GrantStore& grants;
  oidc::op::SignInStore& sign_ins;
  Published& published;
  SmartLockout& lockout;
  TokenCounters& counters;
  SetupCounter& setup_counter;
  IssuerKeys& issuer_keys;
  const Origins& origins;
  const Settings& settings;
  const Clock& clock;
  Random& random;
  Log& log;
  entra::SignInLog& sign_in_log;
  Control* control = nullptr;  // null: tests have no control
};

// Makes the handler of one event loop. `services` must outlive the handler and all work that it deferred. Handlers on
// several threads may share it.
std::unique_ptr<http::Handler> make_handler(const Services& services);

}  // namespace sallyport::directory
