// What the gateway's folders may ask about our own addresses. The table of these addresses (own_routes.h) uses all of
// the folders, so the folders cannot include it. Each Call carries this instead.
#pragma once

#include <string_view>

namespace sallyport::gateway {

struct Route;

// Requires: paths are canonical and without the base path; `callback_path` is the path of the registered redirect URI.
struct OwnAddresses {
  // Whether an address of ours may begin with this path, in upper or lower case. Requires: `beginning` starts and ends
  // with '/'.
  bool (*may_begin_with)(std::string_view beginning, std::string_view callback_path);

  // Whether we answer this path ourselves, rather than the route that covers it; null: none does.
  bool (*answers)(std::string_view path, const Route* route, std::string_view callback_path);
};

}  // namespace sallyport::gateway
