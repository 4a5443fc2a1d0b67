// Checks the address to which a browser wants to be sent after sign-in or sign-out, so that the redirect never leads to
// another origin (an open redirect).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport::http {

// Returns `wanted` itself if `exact_allowed` contains exactly the same bytes. Otherwise `wanted` must be a path, or a
// URL whose origin is `own_origin` ("https://own.example"), and the result is its path with the query. The path is
// canonical, or a loose_path whose ambiguous part is not at the root. Stricter: an address that any browser, proxy or
// server could read as another origin is refused, not repaired. Errors: rejected/"return_url"; the caller should then
// send the browser to a default page. Source: RFC 9700 4.11.1.
Result<std::string> check_return_url(std::string_view wanted, std::string_view own_origin,
                                     const std::vector<std::string>& exact_allowed);

}  // namespace sallyport::http
