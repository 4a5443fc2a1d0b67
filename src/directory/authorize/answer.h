// Builds the answer to the client after the user has signed in: a code, an ID token, or an error.
// Source: OpenID Connect Core 3.1.2.5, 3.2.2.5, 3.3.2.5; docs/entra.md, Authorize.
#pragma once

#include "directory/authorize/flow.h"

namespace sallyport::directory {

// Returns a redirect to the client, or a page that posts the answer there (form_post). If the person must consent
// first, returns the page that asks for it; if only an administrator may, 90094. `flow.signed_in` must be set. Blocks.
http::Response answer_client(const Flow& flow);

// Stores the consent that the person gave, and then answers. Without prompt=consent, it asks again if something is
// still missing. Blocks.
http::Response consent_and_answer(const Flow& flow);

}  // namespace sallyport::directory
