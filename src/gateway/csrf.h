// Whether a request that changes something comes from a page of ours.
#pragma once

#include <string>
#include <string_view>

#include "gateway/endpoint.h"

namespace sallyport::gateway {

// For a form of ours: good for the caller's session, for one purpose, for an hour.
// Shape: the caller has a session; here and below.
std::string csrf_token(const Call& call, std::string_view purpose);

// The browser says that our own page sends this; or, in one that says nothing, the form carries our token.
// Source: Fetch Metadata; RFC 9700 4.7.
bool comes_from_our_page(const Call& call, std::string_view purpose);

}  // namespace sallyport::gateway
