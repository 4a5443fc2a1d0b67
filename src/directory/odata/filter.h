// The $filter of OData: parsed from its text, checked against a type, and evaluated over an entity.
//
//   filter     = clause, or clauses joined by and, or, not and parentheses; `and` binds tighter than `or`
//   clause     = property eq|ne|gt|ge|lt|le literal
//              | startswith(property,'text') | endswith(property,'text') | contains(property,'text')
//              | property in ('a', 'b')
//              | collection/any(x:clause with x or x/property)
//   literal    = 'text' | true | false | null | number | time | GUID
//
// Everything here is a value, and every function is pure. The depth, the number of clauses and the length of a filter
// are bounded, so a filter costs little to parse and to evaluate.
// Source: OData 4.01 Part 2, 5.1.1; Microsoft Graph, "Use the $filter query parameter".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "directory/odata/entity_type.h"
#include "directory/odata/fault.h"

namespace sallyport::directory::odata {

inline constexpr std::size_t kMaxFilter = 4096;  // bytes
inline constexpr std::size_t kMaxDepth = 12;     // of parentheses, not and any()
inline constexpr std::size_t kMaxClauses = 60;
inline constexpr std::size_t kMaxAlternatives = 15;  // joined by or, and values of `in`; Graph has the same limit

enum class Operator : std::uint8_t { eq, ne, gt, ge, lt, le, starts_with, ends_with, contains, in };

// A time or a GUID is written without quotes.
struct BareLiteral {
  std::string text;
  bool operator==(const BareLiteral&) const = default;
};
using Literal = std::variant<std::nullptr_t, bool, std::int64_t, std::string, BareLiteral>;

struct Expression {
  enum class Kind : std::uint8_t { clause, any, all_of, one_of, negation };

  Kind kind = Kind::clause;
  std::string property;              // clause and any: the path, "status/errorCode"; inside any(): below the variable,
                                     // and empty for the variable itself
  Operator op = Operator::eq;        // clause
  std::vector<Literal> literals;     // clause: one; for `in` at least one
  std::vector<Expression> operands;  // any and negation: one; all_of and one_of: two or more

  bool operator==(const Expression&) const = default;
};

// Faults: BadRequest with "Invalid filter clause: …" and where the text goes wrong; Request_UnsupportedQuery for more
// than kMaxAlternatives.
Faulty<Expression> parse_filter(std::string_view text);

// Checks that the type has each property, that it can be filtered, and that the literals fit it. Faults: BadRequest for
// a property that does not exist and for a literal of the wrong type; Request_UnsupportedQuery for a property or an
// operator that Graph does not filter by.
Faulty<void> check_filter(const Expression& filter, const EntityType& type);

// Whether the entity satisfies a filter that was checked. A property that the entity does not have is null.
bool matches(const Expression& filter, const json::Object& entity);

// If the filter only says that this property equals a text (or is one of several), these texts; otherwise none. A store
// can then find the entity by an index.
std::vector<std::string> wanted_values(const Expression& filter, std::string_view property);

}  // namespace sallyport::directory::odata
