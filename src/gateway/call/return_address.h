// Where a browser goes after a sign-in.
#pragma once

#include <string>
#include <string_view>

#include "gateway/call/essentials.h"
#include "http/message.h"

namespace sallyport::gateway {

// Returns `wanted` if it is an address of ours or an allowed one, and not a step of a sign-in or sign-out. Such a step
// would sign the person out again, or go in a circle. Otherwise returns our home, which is "/" below the base path.
// Source: RFC 9700 4.11.1.
std::string return_address(const Essentials& essentials, std::string_view wanted);

// For a GET or HEAD, returns the address that the browser shows, checked by return_address(); otherwise our home.
std::string where_one_is(const Essentials& essentials, const http::Request& request);

// The page with the form that was posted, as the browser's Referer says; our home if that is missing, foreign, or the
// address that the form was posted to.
std::string page_of_the_form(const Essentials& essentials, const http::Request& request, std::string_view posted_to);

}  // namespace sallyport::gateway
