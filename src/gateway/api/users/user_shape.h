// A person as OpenMetadata's clients see them. Source: OpenMetadata, entity/teams/user.json.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/json.h"
#include "gateway/api/shape/entity_reference.h"
#include "gateway/api/shape/list_query.h"
#include "gateway/api/users/access_names.h"
#include "gateway/call/site.h"
#include "identity/people_store.h"

namespace sallyport::gateway {

// Members that are left out unless a client asks for them. Sallyport keeps none of those after inheritedRoles; it
// answers them with empty lists, because clients ask for them.
inline constexpr std::array<std::string_view, 12> kUserFields{
    "profile", "roles",    "teams",          "inheritedRoles", "isEmailVerified", "owns",
    "follows", "personas", "defaultPersona", "domains",        "domain",          "authenticationMechanism"};

// `names` must hold the state that is in force, if roles, teams or inheritedRoles are asked for.
json::Object print_user(const identity::PersonEntry& entry, const AccessNames& names, const Fields& fields,
                        const Site& site);

EntityReference reference_to_user(const identity::PersonEntry& entry, const Site& site);

// The address that clients see. Their models demand one. A person of whom no address is known has one under .invalid,
// which no mail ever reaches (RFC 2606 2); it is never made of the person's name, because it could be somebody's.
std::string shown_address(const PersonId& id, std::string_view email);

// Whether the answer needs the roles and teams.
bool needs_access_names(const Fields& fields);

}  // namespace sallyport::gateway
