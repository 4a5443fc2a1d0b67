// People, groups, the tenant and directory roles in Graph's shapes.
// Source: Microsoft Graph v1.0, resource types user, group, organization, directoryRole.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/json.h"
#include "directory/graph/shape/answer.h"
#include "directory/odata/entity_type.h"
#include "entra/account.h"

namespace sallyport::directory::graph {

extern const odata::EntityType kUserType;
extern const odata::EntityType kGroupType;
extern const odata::EntityType kOrganizationType;
extern const odata::EntityType kDirectoryRoleType;

json::Object print_user(const entra::User& user);
json::Object print_group(const entra::Group& group);
json::Object print_organization(const entra::Tenant& tenant);
json::Object print_directory_role(entra::DirectoryRole role);

// The role with this template id. Absent for every other text, and for `none`.
std::optional<entra::DirectoryRole> find_directory_role(std::string_view id);
inline constexpr std::array kDirectoryRoles{entra::DirectoryRole::global_administrator,
                                            entra::DirectoryRole::application_administrator,
                                            entra::DirectoryRole::user_administrator};

}  // namespace sallyport::directory::graph
