// The kinds of objects that an import takes, in the order in which they depend on each other.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "app/commands/api/api_client.h"
#include "base/json.h"

namespace sallyport::app {

struct Collection {
  std::string_view name;    // "policies": its path in OpenMetadata's API and in ours
  std::string_view noun;    // "policy"
  std::string_view fields;  // the members that a list must ask for
};

inline constexpr std::array kCollections{
    Collection{"policies", "policy", ""},
    Collection{"roles", "role", "policies"},
    Collection{"teams", "team", "parents,defaultRoles,policies"},
    Collection{"users", "user", "roles,teams"},
    Collection{"bots", "bot", ""},
};

// Objects by collection and name.
using Objects = std::map<std::string, std::map<std::string, json::Object>, std::less<>>;

// Reads all objects below `api`, such as "/api/v1/", page by page. With `with_deleted` also those that are deleted and
// could be restored. Errors: those of ApiClient::send(); unavailable/"api_answer" (no list, an object without a name,
// or more than 100,000 of a kind).
Result<Objects> read_objects(const ApiClient& gateway, std::string_view api, bool with_deleted);

}  // namespace sallyport::app
