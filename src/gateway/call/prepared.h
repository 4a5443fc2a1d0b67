// Values that are computed once from the settings, so that no request has to compute them. Immutable, so any thread may
// read them.
#pragma once

#include <memory>
#include <vector>

#include "entra/bearer_check.h"
#include "gateway/call/response_rules.h"
#include "gateway/call/settings.h"
#include "gateway/call/site.h"
#include "http/message.h"

namespace sallyport::gateway {

struct Prepared {
  explicit Prepared(const Settings& settings);
  Prepared(const Prepared&) = delete;  // the rules of the routes refer to its site

  const Site site;
  const entra::BearerExpectation bearer;
  const std::vector<http::Header> security_headers;  // for every answer of ours
  const http::PreparedHeaders plain_lines;           // the security headers, no-store, a policy that allows nothing
  const http::PreparedHeaders nobody_lines;          // the identity headers with empty values
  const http::PreparedHeaders page_lines;            // the security headers, no-store; a page adds its own policy

  // How the responses of the application behind a route are changed. Requires: `route` is an element of
  // settings.routes, and this object was made from `settings`.
  const std::shared_ptr<const http::ResponseRules>& rules_of(const Settings& settings, const Route& route) const {
    return route_rules[static_cast<std::size_t>(&route - settings.routes.data())];
  }

 private:
  const std::vector<std::shared_ptr<const http::ResponseRules>> route_rules;  // one for each route, in their order
};

}  // namespace sallyport::gateway
