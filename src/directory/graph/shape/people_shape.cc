#include "directory/graph/shape/people_shape.h"

#include <array>

#include "base/text.h"
#include "directory/graph/shape/answer.h"
#include "directory/graph/shape/times.h"

namespace sallyport::directory::graph {
namespace {

using odata::May;
using odata::Property;
using odata::Shown;
using odata::Type;

constexpr std::array kUserProperties{
    Property{"businessPhones", Type::texts},
    Property{"displayName", Type::text, May::everything},
    Property{"givenName"},
    Property{"jobTitle"},
    Property{"mail", Type::text, May::filter_and_search},
    Property{"mobilePhone"},
    Property{"officeLocation"},
    Property{"preferredLanguage"},
    Property{"surname"},
    Property{"userPrincipalName", Type::text, May::filter_and_search},
    Property{"id", Type::text, May::filter},
    Property{"accountEnabled", Type::boolean, May::filter, Shown::if_selected},
    Property{"createdDateTime", Type::time, May::filter_and_sort, Shown::if_selected},
    Property{"creationType", Type::text, May::filter, Shown::if_selected},
    Property{"deletedDateTime", Type::time, May::only_select, Shown::if_selected},
    Property{"externalUserState", Type::text, May::filter, Shown::if_selected},
    Property{"mailNickname", Type::text, May::filter, Shown::if_selected},
    Property{"signInSessionsValidFromDateTime", Type::time, May::only_select, Shown::if_selected},
    Property{"userType", Type::text, May::filter, Shown::if_selected},
    Property{"passwordProfile", Type::object, May::only_select, Shown::if_selected},
};

constexpr std::array kGroupProperties{
    Property{"id", Type::text, May::filter},
    Property{"deletedDateTime", Type::time},
    Property{"createdDateTime", Type::time, May::filter_and_sort},
    Property{"description", Type::text, May::filter_and_search},
    Property{"displayName", Type::text, May::everything},
    Property{"groupTypes", Type::texts, May::filter},
    Property{"mail", Type::text, May::filter},
    Property{"mailEnabled", Type::boolean, May::filter},
    Property{"mailNickname", Type::text, May::filter},
    Property{"securityEnabled", Type::boolean, May::filter},
    Property{"visibility"},
};

constexpr std::array kOrganizationProperties{
    Property{"id"},         Property{"createdDateTime", Type::time},    Property{"displayName"},
    Property{"tenantType"}, Property{"verifiedDomains", Type::objects},
};

constexpr std::array kRoleProperties{
    Property{"id", Type::text, May::filter},
    Property{"description"},
    Property{"displayName", Type::text, May::filter},
    Property{"roleTemplateId", Type::text, May::filter},
};

std::string nickname_of(std::string_view name) {
  return std::string(name.substr(0, name.find('@')));
}

std::string_view description_of(entra::DirectoryRole role) {
  switch (role) {
    case entra::DirectoryRole::global_administrator:
      return "May manage everything in the tenant.";
    case entra::DirectoryRole::application_administrator:
      return "May manage all app registrations and enterprise applications.";
    case entra::DirectoryRole::user_administrator:
      return "May manage people and groups, but not administrators.";
    case entra::DirectoryRole::none:
      break;
  }
  return "";
}

}  // namespace

const odata::EntityType kUserType{"user", "User", "users", kUserProperties};
const odata::EntityType kGroupType{"group", "Group", "groups", kGroupProperties};
const odata::EntityType kOrganizationType{"organization", "Organization", "organization", kOrganizationProperties};
const odata::EntityType kDirectoryRoleType{"directoryRole", "DirectoryRole", "directoryRoles", kRoleProperties};

json::Object print_user(const entra::User& user) {
  const bool guest = user.type == entra::UserType::guest;
  return {{"businessPhones", json::Array()},
          {"displayName", user.display_name},
          {"givenName", nullptr},
          {"jobTitle", nullptr},
          {"mail", text_or_null(user.email)},
          {"mobilePhone", nullptr},
          {"officeLocation", nullptr},
          {"preferredLanguage", nullptr},
          {"surname", nullptr},
          {"userPrincipalName", user.user_principal_name},
          {"id", user.id.value},
          {"accountEnabled", user.enabled},
          {"createdDateTime", print_time(user.created)},
          {"deletedDateTime", nullptr},
          {"creationType", guest ? json::Value("Invitation") : json::Value()},
          {"externalUserState", guest ? json::Value("Accepted") : json::Value()},
          {"mailNickname", nickname_of(user.user_principal_name)},
          {"signInSessionsValidFromDateTime", print_time(user.tokens_valid_from)},
          {"userType", entra::name_of(user.type)},
          {"passwordProfile", nullptr}};  // never read back
}

json::Object print_group(const entra::Group& group) {
  return {{"id", group.id.value},
          {"deletedDateTime", nullptr},
          {"createdDateTime", print_time(group.created)},
          {"description", text_or_null(group.description)},
          {"displayName", group.display_name},
          {"groupTypes", json::Array()},
          {"mail", nullptr},
          {"mailEnabled", false},
          {"mailNickname", group.id.value.substr(0, 8)},
          {"securityEnabled", true},
          {"visibility", nullptr}};
}

json::Object print_organization(const entra::Tenant& tenant) {
  json::Array domains;
  for (const std::string& domain : tenant.domains)
    domains.emplace_back(json::Object{{"capabilities", "Email, OfficeCommunicationsOnline"},
                                      {"isDefault", domains.empty()},
                                      {"isInitial", domains.empty()},
                                      {"name", domain},
                                      {"type", "Managed"}});
  return {{"id", tenant.id.value},
          {"createdDateTime", nullptr},
          {"displayName", tenant.name},
          {"tenantType", "AAD"},
          {"verifiedDomains", std::move(domains)}};
}

json::Object print_directory_role(entra::DirectoryRole role) {
  return {{"id", entra::template_id(role)},
          {"description", description_of(role)},
          {"displayName", entra::name_of(role)},
          {"roleTemplateId", entra::template_id(role)}};
}

std::optional<entra::DirectoryRole> find_directory_role(std::string_view id) {
  for (const entra::DirectoryRole role : kDirectoryRoles)
    if (ascii_iequals(entra::template_id(role), id)) return role;
  return std::nullopt;
}

}  // namespace sallyport::directory::graph
