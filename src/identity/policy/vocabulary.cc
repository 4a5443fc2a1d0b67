#include "identity/policy/vocabulary.h"

#include <algorithm>

#include "base/characters.h"
#include "base/text.h"

namespace sallyport::identity {
namespace {

bool is_vocabulary_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 &&
         std::ranges::all_of(name, [](char c) { return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.'; });
}

std::optional<std::size_t> place_of(const auto& list, const auto& is_wanted) {
  const auto found = std::ranges::find_if(list, is_wanted);
  if (found == list.end()) return std::nullopt;
  return static_cast<std::size_t>(found - list.begin());
}

std::string_view modern_name(std::string_view operation) {
  return operation == "EditOwner" ? "EditOwners" : operation;
}

}  // namespace

Vocabulary::Vocabulary() : operations_{std::string(kAll), std::string(kViewAll), std::string(kEditAll)} {}

Result<void> Vocabulary::add_operation(const std::string& name) {
  if (!is_vocabulary_name(name)) return failure(Kind::malformed, "operation_name", {}, name);
  if (find_operation(name)) return {};
  if (operations_.size() == kMaxOperations) return failure(Kind::rejected, "vocabulary_full");
  operations_.push_back(name);
  return {};
}

Result<void> Vocabulary::add(ResourceDescriptor resource) {
  // "all" stands for every resource in a rule.
  if (!is_vocabulary_name(resource.name) || ascii_iequals(resource.name, kAll))
    return failure(Kind::malformed, "resource_name", {}, resource.name);
  if (find_resource(resource.name)) return failure(Kind::conflict, "resource_exists", {}, resource.name);
  if (resources_.size() == kMaxResources) return failure(Kind::rejected, "vocabulary_full");
  for (const auto& attribute : resource.attributes)
    if (!is_vocabulary_name(attribute)) return failure(Kind::malformed, "attribute_name", {}, attribute);
  for (const auto& operation : resource.operations) SALLYPORT_CHECK(add_operation(operation));
  resources_.push_back(std::move(resource));
  return {};
}

std::optional<std::size_t> Vocabulary::find_operation(std::string_view name) const {
  return place_of(operations_, [&](const auto& operation) { return operation == modern_name(name); });
}

std::optional<std::size_t> Vocabulary::find_resource(std::string_view name) const {
  return place_of(resources_, [&](const auto& resource) { return resource.name == name; });
}

bool Vocabulary::has_attribute(std::string_view name) const {
  if (name == kType || name == kId) return true;
  return std::ranges::any_of(resources_, [&](const auto& resource) {
    return std::ranges::find(resource.attributes, name) != resource.attributes.end();
  });
}

OperationSet Vocabulary::covered_by(std::string_view operation) const {
  OperationSet covered;
  const auto named = find_operation(operation);
  if (!named) return covered;
  const std::string_view prefix = operation == kViewAll ? "View" : operation == kEditAll ? "Edit" : "";
  for (std::size_t i = 0; i < operations_.size(); ++i)
    covered[i] = i == *named || operation == kAll || (!prefix.empty() && operations_[i].starts_with(prefix));
  return covered;
}

}  // namespace sallyport::identity
