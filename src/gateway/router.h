// Our own addresses as rows of one table.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "gateway/endpoint.h"
#include "gateway/metrics.h"

namespace sallyport::gateway {

enum class Needs {
  nothing,   // answered on the event loop
  provider,  // on the loop once the provider is known, by a worker before
  caller,    // asks who it is first
  worker,    // blocks
  caller_and_worker,
};

// Who answers where a route to an upstream covers the same path.
enum class Precedence {
  ours,
  unless_routed,  // any route takes it: "/"
  unless_behind,  // a route with `identity: jwt` takes it: OpenMetadata behind us answers for itself
};

enum class Verb : std::uint8_t { get = 1, post = 2 };

struct OwnPath {
  std::string_view path;
  std::uint8_t verbs;  // GET covers HEAD
  Needs needs;
  Precedence precedence;
  RouteClass route_class;
  Endpoint endpoint;
};

// All rows.
std::span<const OwnPath> own_paths();

// Null: not ours. `callback_path` is the one of the registered redirect URI.
const OwnPath* find_own_path(std::string_view path, std::string_view callback_path);

// Whether an address of ours begins like this, in any case; `beginning` ends with '/'.
bool has_own_path_below(std::string_view beginning, std::string_view callback_path);

}  // namespace sallyport::gateway
