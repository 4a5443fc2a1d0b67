// The filters of SCIM: `userName eq "ann" and active eq true`. A filter is read once, with bounds on its length, depth
// and number of terms, and is then applied to documents. Source: RFC 7644 3.4.2.2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "identity/scim/place.h"

namespace sallyport::scim {

inline constexpr std::size_t kMaxFilter = 4096;  // bytes
inline constexpr std::size_t kMaxFilterDepth = 8;
inline constexpr std::size_t kMaxFilterTerms = 50;

enum class Comparison : std::uint8_t { equal, unequal, contains, starts, ends, greater, at_least, less, at_most };

struct Filter {
  enum class Kind : std::uint8_t {
    every,     // of the operands
    some,      // of the operands
    negation,  // of the only operand
    present,   // the place has a value
    compare,   // the place has a value that compares so
    element,   // an element of the place fits the only operand: emails[type eq "work"]
  };

  Kind kind = Kind::every;
  Place place{};
  Comparison comparison = Comparison::equal;
  json::Value value{};  // a text, a flag or null
  std::vector<Filter> operands{};
};

// Reads a filter over resources of this kind. Errors: malformed/"scim_filter" (syntax, a bound, an attribute that does
// not exist, or a comparison that its type does not have). The detail names the column.
Result<Filter> parse_filter(ResourceKind kind, std::string_view text);

// Where a patch changes something: a place, and of a multi-valued attribute the elements that fit.
struct Target {
  Place place{};
  std::optional<Filter> elements{};  // over the parts of one element
};

// Reads `emails[type eq "work"].value`. Errors: malformed/"scim_path"; rejected/"scim_attribute".
Result<Target> parse_target(ResourceKind kind, std::string_view text);

// Whether a document fits. In the filter of Target::elements, whether one element does.
bool fits(const Filter& filter, const json::Object& document);

// The text that the place must be equal to for the filter to fit; absent if the filter does not say. The place is one
// without a part, of the core schema. Lets a store look a resource up instead of trying all of them.
std::optional<std::string> demanded_text(const Filter& filter, std::string_view attribute);

// Calls `visit` with every part of the filter that looks at this attribute of the resource: comparisons, tests whether
// it is present, and filters of its elements.
void for_each_use(const Filter& filter, std::string_view attribute, const auto& visit) {
  if (filter.place.attribute && filter.place.attribute->name == attribute) visit(filter);
  for (const Filter& operand : filter.operands) for_each_use(operand, attribute, visit);
}

}  // namespace sallyport::scim
