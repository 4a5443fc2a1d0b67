#include "directory/administration.h"

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/password.h"

namespace sallyport::directory {
namespace {

constexpr std::size_t kLongestName = 120;

Result<std::string> given_or_new_id(std::string_view given, std::string_view reason, Random& random) {
  if (given.empty()) return random_uuid(random);
  if (!is_guid(given)) return failure(Kind::rejected, reason, "", std::string(given) + ": write a GUID");
  return ascii_lower(given);
}

}  // namespace

Result<entra::AppRegistration> make_app(const NewApp& app, Random& random) {
  if (app.display_name.empty() || app.display_name.size() > kLongestName) return failure(Kind::rejected, "app_name");
  entra::AppRegistration made;
  SALLYPORT_TRY(const auto client_id, given_or_new_id(app.client_id, "client_id", random));
  made.client_id = ClientId(client_id);
  made.id = entra::ObjectId(random_uuid(random));
  made.service_principal = entra::ObjectId(random_uuid(random));
  made.tenant = app.tenant;
  made.display_name = app.display_name;
  for (const entra::RedirectUri& uri : app.redirect_uris) SALLYPORT_CHECK(entra::check_redirect_uri(uri));
  made.redirect_uris = app.redirect_uris;
  made.identifier_uris = {"api://" + client_id};
  for (const std::string& value : app.roles) {
    if (value.empty() || value.size() > kLongestName || value.find(' ') != std::string::npos || has_control(value))
      return failure(Kind::rejected, "role_value", "", value + ": one word of at most 120 characters");
    made.app_roles.push_back({random_uuid(random), value, value, true, true, true});
  }
  return made;
}

NewSecret make_secret(std::string_view display_name, Seconds life, UnixTime now, Random& random) {
  const std::string value = base64url_encode(random.bytes(30));
  return {{random_uuid(random), std::string(display_name), value.substr(0, 3),
           hex_encode(crypto::view(crypto::sha256(value))), now, now + life},
          Secret(value)};
}

Result<entra::User> make_user(const NewUser& user, UnixTime now, Random& random) {
  const std::size_t at = user.user_principal_name.find('@');
  if (at == std::string::npos || at == 0 || at + 1 == user.user_principal_name.size() ||
      has_control(user.user_principal_name) || user.user_principal_name.find(' ') != std::string::npos)
    return failure(Kind::rejected, "user_name", "", user.user_principal_name + ": write NAME@DOMAIN");
  SALLYPORT_TRY(auto id, given_or_new_id(user.id, "user_id", random));
  entra::User made;
  made.id = entra::ObjectId(std::move(id));
  made.tenant = user.tenant;
  made.user_principal_name = user.user_principal_name;
  made.display_name = user.display_name.empty() ? user.user_principal_name.substr(0, at) : user.display_name;
  made.email = user.email;
  if (!user.password.empty()) made.password_hash = crypto::hash_password(user.password, random);
  made.tokens_valid_from = now;
  return made;
}

}  // namespace sallyport::directory
