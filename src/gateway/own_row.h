// One row of the table of our own addresses (own_routes.h).
#pragma once

#include "gateway/api/row.h"
#include "gateway/call/endpoint.h"
#include "gateway/parts.h"
#include "http/handler.h"
#include "http/route_table.h"

namespace sallyport::gateway {

struct OwnRows : RowTypes {
  // Calls the endpoint with only those parts that it needs.
  using Function = http::Outcome (*)(const Call&, const Parts&);
};

using OwnRow = http::Route<OwnRows>;

}  // namespace sallyport::gateway
