#include "directory/call/login_hint.h"

#include "base/encoding.h"

namespace sallyport::directory {

std::string login_hint_of(const entra::User& user) {
  return "O." + base64url_encode(user.user_principal_name);
}

std::string user_name_of_hint(std::string_view hint) {
  if (hint.starts_with("O."))
    if (const auto name = base64url_decode(hint.substr(2))) return *name;
  return std::string(hint);
}

}  // namespace sallyport::directory
