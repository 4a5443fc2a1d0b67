// The rows of our own addresses (http/route_table.h): who may call one, and what else a row says. The rows of the
// security API stand in a folder for each noun, in its rows.h:
//
//   inline constexpr auto kRoleRows = std::to_array<ApiRow>({
//       {.methods = Method::get, .path = "/api/v1/roles/{id:guid}", .who = ApiRows::Who::signed_in,
//        .runs = Runs::on_worker, .label = RouteClass::security_api, .function = show_role},
//   });
//
// gateway/own_routes.cc joins the arrays of all nouns with its own rows.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "gateway/api/parts.h"
#include "gateway/api/shape/body_shape.h"
#include "gateway/call/endpoint.h"
#include "gateway/call/metrics.h"
#include "gateway/call/rate_limits.h"
#include "gateway/caller/authenticator.h"
#include "http/handler.h"
#include "http/route_table.h"

namespace sallyport::gateway {

// The gateway's own types for http::Route.
struct RowTypes {
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
    std::string_view span = {};                    // the name of the span that a call makes; empty: none
    std::optional<Limited> limit = std::nullopt;   // by which its requests are counted for each client network
    Body takes = {};                               // of a row of the security API; none: requests have no body
    Body gives = {};                               // none: 204, or not a row of the security API
    std::span<const std::string_view> query = {};  // the parameters, beside those of a page
  };

  using Label = RouteClass;
};

// A row of the security API. Its function finds the path's parameters in call.parameters.
struct ApiRows : RowTypes {
  using Function = http::Outcome (*)(const Call&, const ApiParts&);
};
using ApiRow = http::Route<ApiRows>;

// Calls the row's function. If a page of another site made the caller's browser send the request, and the request may
// change something, refuses it instead: a session cookie does not prove that its owner wants the change.
http::Outcome call_api_row(const ApiRow& row, const Call& call, const ApiParts& parts);

}  // namespace sallyport::gateway
