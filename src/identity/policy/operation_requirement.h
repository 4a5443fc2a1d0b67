// An operation that is asked about again and again, such as that of a route: everything about the question is known in
// advance but the segments of a path. A snapshot compiles it once.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "identity/policy/question.h"

namespace sallyport::identity {

// Where an attribute's value comes from: it is written here, or it is a segment of the path that the question is about.
struct AttributeSource {
  std::string text{};                    // the value, unless `segment` is set
  std::optional<std::size_t> segment{};  // 0: the first one

  bool operator==(const AttributeSource&) const = default;
};
using AttributeSources = std::vector<AttributeSource>;

// What the policies must allow. An attribute that is absent here, or that the path does not give, is unknown: it
// satisfies no rule that allows, and every rule that denies.
struct OperationRequirement {
  std::string operation{};
  std::string resource{};
  std::optional<AttributeSource> id{};
  std::optional<AttributeSources> owner_teams{};  // by name
  std::optional<AttributeSources> domains{};
  std::optional<AttributeSources> tags{};
  std::map<std::string, AttributeSource> own{};  // the resource's own attributes

  bool operator==(const OperationRequirement&) const = default;
};

// For tables of requirements.
struct HashOfRequirement {
  std::size_t operator()(const OperationRequirement& requirement) const;
};

// The segments of a path, in their order. One that programs may read in more than one way is absent.
using Segments = std::span<const std::optional<std::string>>;

// How many segments the requirement looks at, from the first one on.
std::size_t count_segments(const OperationRequirement& requirement);

// The values of a source or of a list of sources; absent if one of them is.
std::optional<std::string> value_of(const AttributeSource& source, Segments segments);
std::optional<std::vector<std::string>> values_of(const AttributeSources& sources, Segments segments);

// The owners of an object that these teams own.
std::vector<Owner> owners_of_teams(const std::vector<std::string>& teams);

// The object that the requirement is about, for a path with these segments.
Object object_of(const OperationRequirement& requirement, Segments segments);

}  // namespace sallyport::identity
