#include "identity/policy/operation_requirement.h"

#include <algorithm>
#include <functional>
#include <string_view>

namespace sallyport::identity {
namespace {

// Calls `visit` with each source of the requirement.
void for_each_source(const OperationRequirement& requirement, const auto& visit) {
  if (requirement.id) visit(*requirement.id);
  for (const auto* several : {&requirement.owner_teams, &requirement.domains, &requirement.tags})
    if (*several) std::ranges::for_each(**several, visit);
  for (const auto& [name, source] : requirement.own) visit(source);
}

std::optional<std::vector<std::string>> values_if_given(const std::optional<AttributeSources>& sources,
                                                        Segments segments) {
  return sources ? values_of(*sources, segments) : std::nullopt;
}

}  // namespace

std::size_t HashOfRequirement::operator()(const OperationRequirement& requirement) const {
  const std::hash<std::string_view> hash;
  std::size_t value = hash(requirement.operation) * 31 + hash(requirement.resource);
  for_each_source(requirement, [&](const AttributeSource& source) {
    value = value * 31 + (source.segment ? *source.segment + 1 : hash(source.text));
  });
  return value;
}

std::size_t count_segments(const OperationRequirement& requirement) {
  std::size_t count = 0;
  for_each_source(requirement, [&](const AttributeSource& source) {
    if (source.segment) count = std::max(count, *source.segment + 1);
  });
  return count;
}

std::optional<std::string> value_of(const AttributeSource& source, Segments segments) {
  if (!source.segment) return source.text;
  return *source.segment < segments.size() ? segments[*source.segment] : std::nullopt;
}

std::optional<std::vector<std::string>> values_of(const AttributeSources& sources, Segments segments) {
  std::vector<std::string> values;
  values.reserve(sources.size());
  for (const AttributeSource& source : sources) {
    auto value = value_of(source, segments);
    if (!value) return std::nullopt;
    values.push_back(*std::move(value));
  }
  return values;
}

std::vector<Owner> owners_of_teams(const std::vector<std::string>& teams) {
  std::vector<Owner> owners;
  for (const std::string& team : teams) owners.push_back({Owner::Type::team, team, {}});
  return owners;
}

Object object_of(const OperationRequirement& requirement, Segments segments) {
  Object object{.resource = requirement.resource};
  if (requirement.id) object.id = value_of(*requirement.id, segments);
  if (const auto teams = values_if_given(requirement.owner_teams, segments)) object.owners = owners_of_teams(*teams);
  object.domains = values_if_given(requirement.domains, segments);
  object.tags = values_if_given(requirement.tags, segments);
  for (const auto& [name, source] : requirement.own)
    if (auto value = value_of(source, segments)) object.own[name] = {*std::move(value)};
  return object;
}

}  // namespace sallyport::identity
