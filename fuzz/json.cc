// What is parsed comes back as it was when it is printed and parsed again.
#include "base/json.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "fuzz/fuzz.h"

namespace {

using sallyport::json::Member;
using sallyport::json::Value;

std::optional<double> number(const Value& value) {
  if (const auto* whole = value.as_integer()) return static_cast<double>(*whole);
  if (const auto* real = value.as_double()) return *real;
  return std::nullopt;
}

// Numbers may differ in the last bits: Boost.JSON 1.81 does not always round a fraction to the nearest double.
bool same(const Value& a, const Value& b) {
  if (number(a) && number(b)) return std::abs(*number(a) - *number(b)) <= 1e-9 * std::abs(*number(a));
  if (a.as_array() && b.as_array()) return std::ranges::equal(*a.as_array(), *b.as_array(), same);
  if (a.as_object() && b.as_object())
    return std::equal(a.as_object()->begin(), a.as_object()->end(), b.as_object()->begin(), b.as_object()->end(),
                      [](const Member& x, const Member& y) { return x.name == y.name && same(x.value, y.value); });
  return a == b;
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const auto value = json::parse(text);
  if (!value) return;
  const std::string printed = json::print(*value);
  require(printed.find_first_of("<>&\n") == printed.npos);
  const auto again = json::parse(printed, {.bytes = printed.size(), .depth = 16});
  require(again && same(*value, *again));
}
