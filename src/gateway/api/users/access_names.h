// The roles and teams that an answer about people names, and that a request names. They are read once for each request
// that needs them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "gateway/api/shape/entity_reference.h"
#include "identity/access/access_state.h"
#include "identity/person_edit.h"

namespace sallyport::gateway {

class AccessNames {
 public:
  explicit AccessNames(identity::AccessState state) : state_(std::move(state)) {}

  // A role that the configuration alone knows has an id that is made of its name.
  EntityReference role(std::string_view name) const;

  // Absent if the team was removed.
  std::optional<EntityReference> team(const identity::EntityId& id) const;

  // Find a role or a team that is not deleted. Errors: rejected/"reference_unknown"; the detail is for the client.
  Result<std::string> role_named(const ReferenceKey& key) const;
  Result<identity::EntityId> team_named(const ReferenceKey& key) const;

  // The default roles that a person has through their teams and the teams above them, sorted. Whoever is in no team is
  // in Organization.
  std::vector<std::string> inherited_roles(const identity::PersonEntry& entry) const;

  // The teams of type Group among these, for clients that ask for the caller's groups.
  std::vector<EntityReference> groups(const std::vector<identity::TeamMembership>& teams) const;

 private:
  identity::AccessState state_;
};

// OpenMetadata's clients expect an id in every reference. The id of a role that is no entity is made from its name.
std::string id_of_role_name(std::string_view name);

}  // namespace sallyport::gateway
