// Conditional access policies and named locations in Graph's shapes.
// Source: Microsoft Graph v1.0, resource types conditionalAccessPolicy and ipNamedLocation.
#pragma once

#include <optional>
#include <string_view>

#include "base/json.h"
#include "directory/odata/entity_type.h"
#include "entra/conditional_access.h"

namespace sallyport::directory::graph {

// How error messages name them, and Graph's words for what has no id.
inline constexpr std::string_view kPolicyResource = "ConditionalAccessPolicy";
inline constexpr std::string_view kLocationResource = "NamedLocation";
inline constexpr std::string_view kWordAll = "All";
inline constexpr std::string_view kWordNone = "None";
inline constexpr std::string_view kWordGuests = "GuestsOrExternalUsers";
inline constexpr std::string_view kWordTrusted = "AllTrusted";
inline constexpr std::string_view kWordAllClients = "all";
inline constexpr std::string_view kIpLocation = "#microsoft.graph.ipNamedLocation";

extern const odata::EntityType kPolicyType;
extern const odata::EntityType kNamedLocationType;

json::Object print_policy(const entra::ConditionalAccessPolicy& policy);
json::Object print_location(const entra::NamedLocation& location);

// null if there is no time.
json::Value time_or_null(const std::optional<UnixTime>& time);

}  // namespace sallyport::directory::graph
