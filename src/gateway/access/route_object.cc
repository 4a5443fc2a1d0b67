#include "gateway/access/route_object.h"

#include "base/text.h"
#include "http/url.h"

namespace sallyport::gateway {
namespace {

// The bytes that an application may read as something else than a part of the value ("7;v=1", "7%2Fx", "7%253F"). A
// rule that denies must not miss the object that the application serves.
constexpr std::string_view kAmbiguous = "/\\;%?#";

std::optional<std::string> plain_value(std::string_view segment) {
  auto value = http::percent_decode(segment);
  if (!value || !is_utf8(*value) || has_control(*value)) return std::nullopt;
  if (value->find_first_of(kAmbiguous) != std::string::npos) return std::nullopt;
  return *std::move(value);
}

// Absent also if an empty segment stands before it, because an application may skip that one.
std::optional<std::string> segment_of(std::string_view path, std::size_t index) {
  for (; path.starts_with('/'); --index) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    if (segment.empty()) return std::nullopt;
    if (index == 0) return plain_value(segment);
    path.remove_prefix(segment.size());
  }
  return std::nullopt;
}

std::optional<std::string> value_of(const AttributeSource& source, std::string_view below) {
  return source.segment ? segment_of(below, *source.segment) : std::optional(source.text);
}

// Absent if one of the values is.
std::optional<std::vector<std::string>> values_of(const std::optional<AttributeSources>& sources,
                                                  std::string_view below) {
  if (!sources) return std::nullopt;
  std::vector<std::string> values;
  for (const AttributeSource& source : *sources) {
    auto value = value_of(source, below);
    if (!value) return std::nullopt;
    values.push_back(*std::move(value));
  }
  return values;
}

}  // namespace

identity::Object object_of(const OperationRequirement& needed, std::string_view below) {
  identity::Object object{.resource = needed.resource};
  if (needed.id) object.id = value_of(*needed.id, below);
  if (const auto teams = values_of(needed.owner_teams, below)) {
    object.owners.emplace();
    for (const std::string& team : *teams) object.owners->push_back({identity::Owner::Type::team, team, {}});
  }
  object.domains = values_of(needed.domains, below);
  object.tags = values_of(needed.tags, below);
  for (const auto& [name, source] : needed.own)
    if (auto value = value_of(source, below)) object.own[name] = {*std::move(value)};
  return object;
}

}  // namespace sallyport::gateway
