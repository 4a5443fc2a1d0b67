#include "entra/account.h"

#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "entra/names.h"

namespace sallyport::entra {
namespace {

constexpr auto kUserTypes = std::to_array<Named<UserType>>({{UserType::member, "Member"}, {UserType::guest, "Guest"}});

constexpr auto kKinds = std::to_array<Named<PrincipalKind>>({{PrincipalKind::user, "User"},
                                                             {PrincipalKind::group, "Group"},
                                                             {PrincipalKind::service_principal, "ServicePrincipal"}});

constexpr auto kRoles = std::to_array<Named<DirectoryRole>>({
    {DirectoryRole::none, ""},
    {DirectoryRole::global_administrator, "Global Administrator"},
    {DirectoryRole::application_administrator, "Application Administrator"},
    {DirectoryRole::user_administrator, "User Administrator"},
});

}  // namespace

std::string_view name_of(UserType type) {
  return name_in(kUserTypes, type);
}
std::optional<UserType> parse_user_type(std::string_view name) {
  return value_in(kUserTypes, name);
}

std::string_view name_of(DirectoryRole role) {
  return name_in(kRoles, role);
}
std::optional<DirectoryRole> parse_directory_role(std::string_view name) {
  return value_in(kRoles, name);
}

// Source: the public list of Entra's built-in roles.
std::string_view template_id(DirectoryRole role) {
  switch (role) {
    case DirectoryRole::global_administrator:
      return "62e90394-69f5-4237-9190-012177145e10";
    case DirectoryRole::application_administrator:
      return "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";
    case DirectoryRole::user_administrator:
      return "fe930be7-5e62-47db-91af-98c3a49a38b1";
    case DirectoryRole::none:
      break;
  }
  return "";
}

bool may_consent_for_everybody(DirectoryRole role) {
  return role == DirectoryRole::global_administrator || role == DirectoryRole::application_administrator;
}

bool is_enabled_administrator(const User& user) {
  return user.enabled && user.directory_role == DirectoryRole::global_administrator;
}

bool TotpSecret::operator==(const TotpSecret& other) const {
  return crypto::constant_time_equal(value.reveal(), other.value.reveal());
}

std::string_view name_of(PrincipalKind kind) {
  return name_in(kKinds, kind);
}

// RFC 9562 5.8: version 8 leaves the content to us.
std::string derived_guid(std::string_view name) {
  const std::string hex = hex_encode(crypto::view(crypto::sha256(name)).substr(0, 16));
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-8" + hex.substr(13, 3) + "-a" + hex.substr(17, 3) + "-" +
         hex.substr(20, 12);
}

}  // namespace sallyport::entra
