// The pages that a person sees during a sign-in. The form on each is bound to the browser and to the request.
#pragma once

#include "directory/authorize/flow.h"

namespace sallyport::directory {

// `refused` says why the previous attempt failed; null for the first one.
http::Response show_sign_in(const Flow& flow, const Refused* refused = nullptr);

// Lists the person who is signed in at this browser or, in the demo, every person who may sign in. Blocks.
Judged<http::Response> show_accounts(const Flow& flow);

http::Response show_consent(const Flow& flow);

}  // namespace sallyport::directory
