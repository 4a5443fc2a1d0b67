// Attributes of an object in the numbers of a snapshot, one by one. For the files of this folder; everybody else uses
// Snapshot::prepare().
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/policy/snapshot.h"

namespace sallyport::identity {

// Each makes the attribute known with these values, or unknown. Requires: the resource of the object has it.
void set_owners(const Snapshot& snapshot, const std::optional<std::vector<Owner>>& owners, PreparedObject& object);
void set_domains(const Snapshot& snapshot, std::optional<std::vector<std::string>> domains, PreparedObject& object);
void set_tags(const Snapshot& snapshot, const std::optional<std::vector<std::string>>& tags, PreparedObject& object);
void set_certifications(const Snapshot& snapshot, const std::optional<std::vector<std::string>>& certifications,
                        PreparedObject& object);

// An attribute that only matchAttribute() reads: the application's own, and the id.
void set_own(const Snapshot& snapshot, std::string_view name, const std::optional<std::vector<std::string>>& values,
             PreparedObject& object);

}  // namespace sallyport::identity
