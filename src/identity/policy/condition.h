// The condition of a rule: a small language of calls, with `!`, `&&`, `||` and parentheses. It knows only the functions
// of function.h. It has no variables, no numbers and no reflection, so a condition can do nothing but give an answer
// about one person and one object.
//
//   condition = conjunction *("||" conjunction)
//   conjunction = term *("&&" term)
//   term = "!" term / "(" condition ")" / name "(" [text *("," text)] ")"
//   text = "'" *(character / "''") "'" / the same with '"'
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "identity/policy/function.h"

namespace sallyport::identity {

inline constexpr std::size_t kMaxConditionLength = 4096;  // bytes
inline constexpr std::size_t kMaxConditionDepth = 16;     // of `!` and parentheses
inline constexpr std::size_t kMaxConditionCalls = 64;
inline constexpr std::size_t kMaxArguments = 64;        // of one call
inline constexpr std::size_t kMaxArgumentLength = 256;  // bytes

// A condition as a tree. Its depth is at most kMaxConditionDepth times three.
struct Condition {
  enum class Kind : std::uint8_t { call, negation, conjunction, disjunction };

  Kind kind = Kind::call;
  Function function = Function::no_owner;  // of a call
  std::vector<std::string> arguments{};    // of a call; no text is empty
  std::vector<Condition> operands{};       // one of a negation, two or more of the others
  std::size_t column = 0;                  // where it begins

  bool operator==(const Condition&) const = default;
};

// Why a text is no condition.
struct ConditionFault {
  std::size_t column;       // of the first byte that is wrong, from 1
  std::string_view reason;  // a stable word, such as "condition_function"
  std::string message{};    // for the person who wrote it: "column 5: there is no function isOwned()"
};

// Parses a condition in time linear in its length.
// Faults: "condition_empty", "condition_length", "condition_depth", "condition_calls", "condition_function" (there is
// no such function), "condition_arguments" (too few, too many, empty or too long), "condition_text" (a quote is not
// closed, or a control character is in it), "condition_syntax".
tl::expected<Condition, ConditionFault> parse_condition(std::string_view text);

// Prints the condition in its shortest form. Parsing the text gives an equal tree, but for the columns.
std::string print_condition(const Condition& condition);

}  // namespace sallyport::identity
