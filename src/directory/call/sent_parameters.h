// The parameters of a request as the sign-in log keeps them. Only the values of parameters that are known to hold no
// secret are kept; of all others, such as passwords, codes, tokens and assertions, only the name is.
#pragma once

#include <vector>

#include "entra/sign_in_log.h"
#include "http/form.h"

namespace sallyport::directory {

// At most 40 parameters, with at most 512 bytes of each value.
std::vector<entra::SentParameter> sent_parameters(const http::Form& query, const http::Form& body);

}  // namespace sallyport::directory
