// Where a browser is sent after sign-in or sign-out, when the request names the place: never to another origin.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport::http {

// The safe form of `wanted`: one of `exact_allowed`, byte for byte; or the canonical path (and query) of our own
// origin, given as a path or as a URL of exactly that origin. `own_origin` is scheme, host and port:
// "https://own.example". Stricter: what any browser, proxy or server could read as another origin is refused, not
// repaired. A caller whose user can do nothing about it goes to its default page. Errors: rejected/"return_url".
// Source: RFC 9700 4.11.1.
Result<std::string> check_return_url(std::string_view wanted, std::string_view own_origin,
                                     const std::vector<std::string>& exact_allowed);

}  // namespace sallyport::http
