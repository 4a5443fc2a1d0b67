// Tables that give each value of an enum its name, so that printing and parsing share one list.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace sallyport::entra {

template <class Enum>
struct Named {
  Enum value;
  std::string_view name;
};

// Empty if the table lacks the value.
template <class Enum, std::size_t Size>
constexpr std::string_view name_in(const std::array<Named<Enum>, Size>& table, Enum value) {
  const auto row = std::ranges::find(table, value, &Named<Enum>::value);
  return row == table.end() ? std::string_view() : row->name;
}

// Absent if no value has the name.
template <class Enum, std::size_t Size>
constexpr std::optional<Enum> value_in(const std::array<Named<Enum>, Size>& table, std::string_view name) {
  const auto row = std::ranges::find(table, name, &Named<Enum>::name);
  if (row == table.end()) return std::nullopt;
  return row->value;
}

}  // namespace sallyport::entra
