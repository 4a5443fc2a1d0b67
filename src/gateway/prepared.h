// What is worked out once from the settings, so that no request has to.
#pragma once

#include <vector>

#include "entra/bearer_check.h"
#include "gateway/response_rules.h"
#include "gateway/site.h"
#include "http/message.h"

namespace sallyport::gateway {

struct Prepared {
  explicit Prepared(const Settings& settings);
  Prepared(const Prepared&) = delete;  // the rules refer to its site

  const Site site;
  const entra::BearerExpectation bearer;
  const std::vector<http::Header> security_headers;  // of every answer of ours
  const http::PreparedHeaders plain_lines;           // the same with no-store and a policy that allows nothing
  const http::PreparedHeaders nobody_lines;          // the identity headers, empty
  const http::PreparedHeaders page_lines;            // without that policy: a page brings its own
  const std::shared_ptr<const http::ResponseRules> public_response;    // of an application behind a public route
  const std::shared_ptr<const http::ResponseRules> personal_response;  // and behind any other
};

}  // namespace sallyport::gateway
