// The body of an error for programs. Most of our addresses answer as OpenMetadata does; a family of addresses that
// belongs to another protocol has that protocol's body for every error, also for those that no endpoint makes: a
// missing token, a wrong method, an address that does not exist.
#pragma once

#include <string_view>

#include "base/json.h"

namespace sallyport::gateway {

struct ErrorShape {
  std::string_view root;  // of the addresses; empty: all others
  std::string_view content_type;
  json::Object (*print)(int status, std::string_view message);
};

// The shape for an address without the base path.
const ErrorShape& error_shape_of(std::string_view path);

// Whether these addresses are for programs alone, so that no page is shown even to a browser.
inline bool is_for_programs(const ErrorShape& shape) {
  return !shape.root.empty();
}

inline constexpr std::string_view kScimRoot = "/scim/v2";

// {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","detail":"…"}; the status is a text.
// Source: RFC 7644 3.12.
json::Object print_scim_error(int status, std::string_view detail);

}  // namespace sallyport::gateway
