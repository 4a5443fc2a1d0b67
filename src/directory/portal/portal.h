// The portal: one document for every page, and the files that it loads. The document signs the person in and calls
// Microsoft Graph's addresses, so nothing here needs to know who asks. Neither function blocks.
#pragma once

#include "directory/call/exchange.h"

namespace sallyport::directory {

// GET /portal and everything below it. The document's policy allows no script, style, image, font or connection of
// another origin, and no inline style without the nonce of this answer.
http::Response portal_page(const Exchange& exchange);

// GET /portal/assets/{file}: a file in the smallest form that the client takes. Browsers keep it for a year. 404 for an
// unknown name.
http::Response portal_asset(const Exchange& exchange);

}  // namespace sallyport::directory
