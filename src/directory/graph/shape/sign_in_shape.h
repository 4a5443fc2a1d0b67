// An entry of the sign-in log as Graph's signIn, with what the directory adds to it.
#pragma once

#include "base/json.h"
#include "entra/sign_in_log.h"

namespace sallyport::directory::graph {

json::Object print_attempt(const entra::SignInAttempt& attempt);

}  // namespace sallyport::directory::graph
