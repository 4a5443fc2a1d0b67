// How one entity names another. Source: OpenMetadata, entityReference.json.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace sallyport::gateway {

struct EntityReference {
  std::string id{};
  std::string_view type{};  // "team"
  std::string name{};
  std::string display_name{};
  std::string description{};
  bool deleted = false;
  std::string href{};
};

// Empty texts are left out.
json::Object print_reference(const EntityReference& reference);

// How a client names an entity. Of a text that may be either, both are set.
struct ReferenceKey {
  std::string id{};
  std::string name{};

  bool operator==(const ReferenceKey&) const = default;
};

// Reads an id, a name, or an object that has one of both. If it has both, the id counts, and the name is not looked at.
// Errors: malformed/"reference_shape".
Result<ReferenceKey> parse_reference(const json::Value& value);

}  // namespace sallyport::gateway
