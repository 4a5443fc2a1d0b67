// Three-valued logic for conditions: an attribute of an object may be unknown, and then so is what depends on it. A
// rule that allows needs `yes`. A rule that denies applies unless the answer is `no`. Negation keeps `unknown`, so that
// "!matchTeam()" about unknown owners denies as "matchTeam()" does, and allows as little.
// Source: Kleene's strong logic of indeterminacy.
#pragma once

#include <algorithm>
#include <cstdint>

namespace sallyport::identity {

// In the order that makes `and` the minimum and `or` the maximum.
enum class Truth : std::uint8_t { no, unknown, yes };

constexpr Truth truth_of(bool value) {
  return value ? Truth::yes : Truth::no;
}

constexpr Truth negate(Truth value) {
  return static_cast<Truth>(2 - static_cast<int>(value));
}

constexpr Truth both(Truth a, Truth b) {
  return std::min(a, b);
}

constexpr Truth either(Truth a, Truth b) {
  return std::max(a, b);
}

}  // namespace sallyport::identity
