#include "directory/graph/shape/times.h"

#include <algorithm>
#include <chrono>

#include "base/text.h"

namespace sallyport::directory::graph {
namespace {

// The digits from `from`, as a number; -1 if there is another character.
int digits(std::string_view text, std::size_t from, std::size_t count) {
  int number = 0;
  for (const char c : text.substr(from, count)) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace

std::optional<UnixTime> parse_time(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00";
  if (text.size() <= kShape.size() || text.size() > kShape.size() + 9 || text.back() != 'Z') return std::nullopt;
  for (const std::size_t at : {4U, 7U, 10U, 13U, 16U})
    if (text[at] != kShape[at]) return std::nullopt;
  const std::string_view fraction = text.substr(kShape.size(), text.size() - kShape.size() - 1);
  if (!fraction.empty() && (fraction[0] != '.' || fraction.size() < 2 || digits(fraction, 1, fraction.size() - 1) < 0))
    return std::nullopt;
  const int hour = digits(text, 11, 2);
  const int minute = digits(text, 14, 2);
  const int second = digits(text, 17, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return std::nullopt;
  const int year = digits(text, 0, 4);
  const int month = digits(text, 5, 2);
  const int day = digits(text, 8, 2);
  if (year < 1970 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch();
  return UnixTime{std::chrono::duration_cast<Seconds>(days).count() + hour * 3600 + minute * 60 + second};
}

json::Value print_time(UnixTime time) {
  return time.seconds == 0 ? json::Value() : json::Value(print_rfc3339(time));
}

}  // namespace sallyport::directory::graph
