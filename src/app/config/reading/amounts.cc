#include "app/config/reading/amounts.h"

#include <initializer_list>

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

}  // namespace

std::optional<Seconds> parse_duration(std::string_view text) {
  const auto seconds = parse_scaled(text, {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}}, kTenYears);
  if (!seconds) return std::nullopt;
  return Seconds(*seconds);
}

std::optional<std::int64_t> parse_size(std::string_view text) {
  return parse_scaled(text, {{'k', 1024}, {'m', 1024 * 1024}}, kLargestSize);
}

}  // namespace sallyport::app::config
