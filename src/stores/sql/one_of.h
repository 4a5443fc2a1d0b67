// A condition that a column is one of a list of values. How many values there are would make a statement of its own for
// each length, and each is prepared and kept. So the lengths are rounded up, and the first value fills the list.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "base/tagged.h"
#include "stores/sql/connection.h"

namespace sallyport::stores {

struct OneOf {
  std::string list;     // "(?, ?, …)"
  Parameters values{};  // refer to the ids
};

// Requires: `ids` is not empty, and outlives the result.
template <class Tag>
OneOf one_of(const std::vector<Tagged<Tag>>& ids) {
  constexpr std::array<std::size_t, 5> kLengths{1, 10, 100, 1000, 10'000};
  const auto* const fitting = std::ranges::lower_bound(kLengths, ids.size());
  const std::size_t length = fitting == kLengths.end() ? ids.size() : *fitting;
  OneOf out{"("};
  for (std::size_t i = 0; i < length; ++i) {
    out.list += i == 0 ? "?" : ", ?";
    out.values.emplace_back(i < ids.size() ? ids[i] : ids.front());
  }
  out.list += ")";
  return out;
}

}  // namespace sallyport::stores
