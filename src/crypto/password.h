// Password hashes with Argon2id (19 MiB, t=2, p=1: about 20 ms). Call from a worker, never on the event loop.
// Source: RFC 9106, OWASP password storage.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/secret.h"

namespace sallyport::crypto {

// "$argon2id$v=19$m=19456,t=2,p=1$…": salt and parameters inside.
std::string hash_password(const Secret& password, Random& random);

// False for a wrong password and for a hash that is none.
bool check_password(const Secret& password, std::string_view hash);

}  // namespace sallyport::crypto
