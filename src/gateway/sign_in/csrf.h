// Tells whether a request that changes something comes from a page of ours.
#pragma once

#include <string>
#include <string_view>

#include "gateway/call/endpoint.h"
#include "session/seal.h"

namespace sallyport::gateway {

// Makes the token for a form of ours, which sends it in its field "csrf". It is good for an hour, for the caller's
// session and this purpose alone. `purpose` is a constant of the calling code, and differs for each form. Requires:
// call.who.caller has a session. Does not block; any thread that may use `sealer` may call this.
std::string csrf_token(const Call& call, const session::Sealer& sealer, std::string_view purpose);

// True if the browser says that a page of ours sent the request. If the browser says nothing (Site::fetch_of()), a POST
// is accepted if its form has a token that csrf_token() made for this session with the same `purpose`, and that has not
// expired. Requires: call.who.caller has a session. Reads nothing but its arguments and the clock; any thread may call
// it. Source: Fetch Metadata; RFC 9700 4.7.
bool comes_from_our_page(const Call& call, const session::Sealer& sealer, std::string_view purpose);

}  // namespace sallyport::gateway
