// Calls the function of a row of our own addresses, and records a span about the call where the row names one.
#pragma once

#include "gateway/own_routes.h"

namespace sallyport::gateway {

http::Outcome call_row(const OwnRow& row, const Call& call, const Parts& parts);

}  // namespace sallyport::gateway
