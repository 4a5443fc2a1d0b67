// The gateway's own addresses, as the rows of one table (http/route_table.h). A row says which methods and path it
// answers, who may call it, where it runs, how much body it reads, whether a route for the same path goes first, how
// metrics label it, and which function answers. The tests make their matrix of addresses and callers from these rows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "gateway/access/routes.h"
#include "gateway/call/endpoint.h"
#include "gateway/call/metrics.h"
#include "gateway/call/own_addresses.h"
#include "gateway/caller/authenticator.h"
#include "gateway/parts.h"
#include "http/handler.h"
#include "http/route_table.h"

namespace sallyport::gateway {

// The gateway's own types for http::Route: who may call an address, what else its row says, and the function that
// answers it.
struct OwnRows {
  enum class Who : std::uint8_t {
    everybody,          // the caller is not looked up
    everybody_by_name,  // the caller is looked up; the function itself answers anonymous and refused callers
    signed_in,          // anonymous and refused callers are denied before the function is called
  };

  // Whether a sign-in may send the browser back to this address.
  enum class AfterSignIn : std::uint8_t {
    never,  // a step of the sign-in or sign-out, which would go in a circle, or an address that is not for browsers
    may_return,
  };

  struct Traits {
    Asks asks = Asks::store;      // whom a worker may have to wait for
    bool needs_provider = false;  // runs on the loop only if the provider's metadata is known; otherwise on a worker
    AfterSignIn after_sign_in = AfterSignIn::never;
    std::string_view span = {};                   // the name of the span that a call makes; empty: none
    std::optional<Limited> limit = std::nullopt;  // by which its requests are counted for each client network
  };

  using Label = RouteClass;
  // Calls the endpoint with only those parts that it needs.
  using Function = http::Outcome (*)(const Call&, const Parts&);
};

using OwnRow = http::Route<OwnRows>;

// All rows, sorted by path.
std::span<const OwnRow> own_rows();

// Finds the rows of a path. Requires: `path` is canonical and without the base path. `callback_path` is the path of the
// registered redirect URI, also without the base path; it finds the row of "/callback".
http::Found<OwnRow> find_own(http::Method method, std::string_view path, std::string_view callback_path);

// Whether one of our rows answers this path, rather than the route that covers it. Requires the same as find_own().
bool is_ours(const Way& way, std::string_view callback_path);

// Whether one of our rows answers this path whatever the routes say, so that a route for it would get no request.
// Requires the same as find_own().
bool is_never_routed(std::string_view path, std::string_view callback_path);

// What the folders below may ask about our addresses. Lives as long as the process.
const OwnAddresses& own_addresses();

}  // namespace sallyport::gateway
