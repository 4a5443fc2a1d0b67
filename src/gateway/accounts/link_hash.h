// What a store keeps of a one-time link: never the link itself.
#pragma once

#include <string>
#include <string_view>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace sallyport::gateway {

// The hexadecimal SHA-256 of a link.
inline std::string hash_of_link(std::string_view link) {
  return hex_encode(crypto::view(crypto::sha256(link)));
}

}  // namespace sallyport::gateway
