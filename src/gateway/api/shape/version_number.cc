#include "gateway/api/shape/version_number.h"

#include <algorithm>

#include "base/text.h"

namespace sallyport::gateway {
namespace {

constexpr std::size_t kMaxVersionDigits = 12;

bool is_digits(std::string_view text) {
  return !text.empty() && text.size() <= kMaxVersionDigits &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

json::Value version_value(std::int64_t version) {
  return static_cast<double>(version) / 10;
}

std::optional<std::int64_t> parse_version_number(std::string_view text) {
  const std::string_view whole = text.substr(0, text.find('.'));
  const std::string_view tenths = whole.size() == text.size() ? "0" : text.substr(whole.size() + 1);
  if (!is_digits(whole) || !is_digits(tenths) || tenths.size() != 1) return std::nullopt;
  const std::int64_t version = *parse_decimal(whole) * 10 + (tenths.front() - '0');
  return version > 0 ? std::optional(version) : std::nullopt;
}

}  // namespace sallyport::gateway
