#include <algorithm>
#include <numeric>

#include "app/config/values.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

constexpr std::int64_t kTenYears = 10LL * 365 * 24 * 3600;
constexpr std::int64_t kLargestSize = std::int64_t{1} << 40;

struct Unit {
  char letter;
  std::int64_t factor;
};

std::optional<std::int64_t> parse_scaled(std::string_view text, std::initializer_list<Unit> units, std::int64_t most) {
  std::int64_t factor = 1;
  for (const auto& unit : units) {
    if (!text.empty() && text.back() == unit.letter) {
      factor = unit.factor;
      text.remove_suffix(1);
      break;
    }
  }
  const auto number = parse_decimal(text);
  if (!number || *number < 0 || *number > most / factor) return std::nullopt;
  return *number * factor;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

std::optional<Seconds> parse_duration(std::string_view text) {
  const auto seconds = parse_scaled(text, {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}}, kTenYears);
  if (!seconds) return std::nullopt;
  return Seconds(*seconds);
}

std::optional<std::int64_t> parse_size(std::string_view text) {
  return parse_scaled(text, {{'k', 1024}, {'m', 1024 * 1024}}, kLargestSize);
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > 64) return {};
  std::string best;
  std::size_t distance = word.size() < 4 ? 2 : 3;  // one more than is accepted
  for (const auto& candidate : candidates) {
    const auto d = edit_distance(ascii_lower(word), ascii_lower(candidate));
    if (d < distance) {
      distance = d;
      best = candidate;
    }
  }
  return best;
}

}  // namespace sallyport::app::config
