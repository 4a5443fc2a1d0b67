// The gateway's own addresses, as the rows of one table (http/route_table.h). A row says which methods and path it
// answers, who may call it, where it runs, how much body it reads, whether a route for the same path goes first, how
// metrics label it, and which function answers. The tests make their matrix of addresses and callers from these rows.
#pragma once

#include <span>
#include <string_view>

#include "gateway/access/routes.h"
#include "gateway/call/own_addresses.h"
#include "gateway/own_row.h"
#include "http/route_table.h"

namespace sallyport::gateway {

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
