// Tenants, people and groups of the local directory as values.
// Source: docs/entra.md, Registrations and platforms.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"
#include "base/tagged.h"

namespace sallyport::entra {

using ObjectId = Tagged<struct ObjectIdTag>;  // a GUID, lower case

// The tenant of all personal Microsoft accounts. It exists in a directory only if somebody makes it.
inline constexpr std::string_view kPersonalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad";

struct Tenant {
  TenantId id;
  std::string name;                  // "Contoso"
  std::vector<std::string> domains;  // "contoso.example": the verified domains, of which the first is the default one
  bool operator==(const Tenant&) const = default;
};

// Guests have their account in another directory. They sign in here all the same.
enum class UserType { member, guest };
std::string_view name_of(UserType type);  // "Member", "Guest", as in Graph
std::optional<UserType> parse_user_type(std::string_view name);

// What a person may administer in the portal, through Graph and in the tokens' wids claim.
enum class DirectoryRole { none, global_administrator, application_administrator, user_administrator };
std::string_view name_of(DirectoryRole role);  // "Global Administrator"; empty for none
std::optional<DirectoryRole> parse_directory_role(std::string_view name);
std::string_view template_id(DirectoryRole role);  // the role's well-known GUID, the same in every tenant

// Whether the person may consent for the whole organization.
// Deviation: // at Entra ID, an Application Administrator may not consent to Microsoft Graph's app roles.
bool may_consent_for_everybody(DirectoryRole role);

// The secret of an authenticator application (RFC 6238), 20 random bytes. Empty: none is registered.
struct TotpSecret {
  Secret value;
  bool operator==(const TotpSecret& other) const;  // in constant time
};

struct User {
  ObjectId id;
  TenantId tenant;
  std::string user_principal_name;
  std::string display_name;
  std::string email;          // may be empty
  std::string password_hash;  // Argon2id; empty: the person cannot sign in with a password
  bool enabled = true;
  UnixTime tokens_valid_from;
  UserType type = UserType::member;
  std::string home_issuer;  // of a guest: the issuer of the home directory; empty for members
  DirectoryRole directory_role = DirectoryRole::none;
  bool must_change_password = false;         // at the next sign-in
  std::optional<UnixTime> password_expires;  // absent: never
  TotpSecret totp;
  std::int64_t totp_used = 0;  // the last time step whose code was used (crypto/totp.h)
  UnixTime totp_created;
  UnixTime created;
  bool operator==(const User&) const = default;
};

// Whether the person is a Global Administrator who may sign in. A tenant that has one never loses the last one.
bool is_enabled_administrator(const User& user);

// A security group. Its members are rows of their own (GroupStore), because there may be very many.
struct Group {
  ObjectId id;
  TenantId tenant;
  std::string display_name;
  std::string description;  // may be empty
  UnixTime created;
  bool operator==(const Group&) const = default;
};

enum class PrincipalKind { user, group, service_principal };
std::string_view name_of(PrincipalKind kind);  // "User", "Group", "ServicePrincipal", as in Graph

// A member of a group, or who holds an app role.
struct Principal {
  ObjectId id;
  PrincipalKind kind = PrincipalKind::user;
  auto operator<=>(const Principal&) const = default;
};

// A GUID that is the same for the same name, for things that no random number may name because several stores or
// processes make them on their own. Source: RFC 9562 5.8.
std::string derived_guid(std::string_view name);

}  // namespace sallyport::entra
