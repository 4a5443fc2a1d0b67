// The pages that explain the directory to people.
#pragma once

#include "directory/call/exchange.h"

namespace sallyport::directory {

// GET /: lists the tenants and their authorities.
http::Response front_page(const Exchange& exchange);

// GET /error?code=: explains an error code and says what to do. error_uri leads here.
http::Response explain_error(const Exchange& exchange);

}  // namespace sallyport::directory
