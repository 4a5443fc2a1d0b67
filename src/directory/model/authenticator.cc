#include "directory/model/authenticator.h"

#include "base/text.h"

namespace sallyport::directory {

std::string authenticator_id(const entra::User& user) {
  if (user.totp.value.empty()) return {};
  return entra::derived_guid("authenticator of " + user.id.value + " " + std::to_string(user.totp_created.seconds));
}

Result<void> remove_authenticator(entra::User& user, std::string_view id) {
  const std::string known = authenticator_id(user);
  if (known.empty() || (!id.empty() && !ascii_iequals(id, known))) return failure(Kind::rejected, "no_method");
  user.totp = {};
  user.totp_used = 0;
  user.totp_created = {};
  return {};
}

}  // namespace sallyport::directory
