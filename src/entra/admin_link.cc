#include "entra/admin_link.h"

#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/hmac.h"

namespace sallyport::entra {

std::string hash_of_admin_link(std::string_view link) {
  return hex_encode(crypto::view(crypto::sha256(link)));
}

Result<void> check_admin_link(const std::optional<AdminLink>& link, std::string_view hash, UnixTime now,
                              const User& administrator) {
  const bool is_open = link && now < link->expires && crypto::constant_time_equal(link->hash, hash);
  if (is_open && administrator.tenant == link->tenant) return {};
  return failure(Kind::rejected, "admin_link");
}

}  // namespace sallyport::entra
