// Whether two JSON values are the same but for the rounding of their numbers.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/json.h"

namespace sallyport::fuzz {

inline std::optional<double> number(const json::Value& value) {
  if (const auto* whole = value.as_integer()) return static_cast<double>(*whole);
  if (const auto* real = value.as_double()) return *real;
  return std::nullopt;
}

// Numbers may differ in the last bits, because Boost.JSON 1.81 does not always round a fraction to the nearest double.
inline bool nearly_equal(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::abs(a);
}

inline bool nearly_same(const json::Value& a, const json::Value& b) {
  if (number(a) && number(b)) return nearly_equal(*number(a), *number(b));
  if (a.as_array() && b.as_array()) return std::ranges::equal(*a.as_array(), *b.as_array(), nearly_same);
  if (a.as_object() && b.as_object())
    return std::equal(
        a.as_object()->begin(), a.as_object()->end(), b.as_object()->begin(), b.as_object()->end(),
        [](const json::Member& x, const json::Member& y) { return x.name == y.name && nearly_same(x.value, y.value); });
  return a == b;
}

}  // namespace sallyport::fuzz
