// The page for a failed sign-in: what happened, who can help, what to do, and the request number that leads to the log.
#pragma once

#include <string_view>

#include "base/result.h"
#include "gateway/call/endpoint.h"
#include "http/handler.h"
#include "oidc/common/token_response.h"

namespace sallyport::gateway {

// Why a sign-in failed, and what the provider said about it; empty if it said nothing.
struct SignInFailure {
  Error error;
  oidc::OAuthError said;
};

// Counts and audits the failure, and builds the page. `return_to` is where the next try leads; after a wrong account,
// the next try lets the provider ask for another one. Status: 403 if the person is known but may not come in, 503 if a
// service does not answer, 500 for an internal error, else 400.
http::Answer failure_page(const Call& call, const SignInFailure& failure, std::string_view return_to);

}  // namespace sallyport::gateway
