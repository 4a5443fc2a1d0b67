// OData's other way to name an object in a path: "applications(appId='…')" and "users('…')" beside "users/…".
// Pure. Source: OData 4.01 Part 2, 4.3.1 (canonical URL) and 4.3.2 (alternate keys).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/tagged.h"

namespace sallyport::directory::graph {

// The canonical path with the key as a segment of its own: "/v1.0/applications(appId='G')/owners" gives
// "/v1.0/applications/appId=G/owners", and "/v1.0/users('a@x')" gives "/v1.0/users/a@x". Absent for every other path.
std::optional<std::string> without_key_syntax(std::string_view path);

// The client id in a segment "appId=G"; absent for every other segment.
std::optional<ClientId> client_of_key(std::string_view segment);

}  // namespace sallyport::directory::graph
