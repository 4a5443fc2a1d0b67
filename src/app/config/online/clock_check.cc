#include "app/config/online/clock_check.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/text.h"

namespace sallyport::app::config {
namespace {

constexpr Seconds kAllowed{60};  // the clock skew that the checks of a token allow

std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t length) {
  const auto number = parse_decimal(text.substr(at, length));
  return number && *number >= 0 ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

std::optional<unsigned> month_of(std::string_view name) {
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto found = std::ranges::find(kMonths, name);
  if (found == kMonths.end()) return std::nullopt;
  return static_cast<unsigned>(found - kMonths.begin()) + 1;
}

}  // namespace

std::optional<UnixTime> parse_http_date(std::string_view text) {
  using namespace std::chrono;
  const bool shaped = text.size() == 29 && text.substr(3, 2) == ", " && text[7] == ' ' && text[11] == ' ' &&
                      text[16] == ' ' && text[19] == ':' && text[22] == ':' && text.ends_with(" GMT");
  if (!shaped) return std::nullopt;
  const auto on_day = number_at(text, 5, 2);
  const auto in_month = month_of(text.substr(8, 3));
  const auto in_year = number_at(text, 12, 4);
  const auto hour = number_at(text, 17, 2);
  const auto minute = number_at(text, 20, 2);
  const auto second = number_at(text, 23, 2);
  if (!on_day || !in_month || !in_year || !hour || !minute || !second) return std::nullopt;
  const year_month_day date{year(*in_year), month(*in_month), day(static_cast<unsigned>(*on_day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const auto days = static_cast<std::int64_t>(sys_days(date).time_since_epoch().count());
  return UnixTime{days * 86400 + *hour * 3600 + *minute * 60 + *second};
}

Result<http::ClientResponse> DatedClient::send(const http::ClientRequest& request) {
  auto response = client_.send(request);
  const std::string* const date = response ? response->find("Date") : nullptr;
  if (date == nullptr) return response;
  if (const auto theirs = parse_http_date(*date)) {
    theirs_ = theirs;
    ours_ = clock_.now();
  }
  return response;
}

void DatedClient::check(Report& report, const Place& place) const {
  if (!theirs_) return;
  const Seconds difference = ours_ - *theirs_;
  if (difference <= kAllowed && -difference <= kAllowed) return;
  report.add(rule("clock_differs"), place,
             "our clock says " + print_rfc3339(ours_) + ", the provider's " + print_rfc3339(*theirs_) + ": " +
                 std::to_string(std::abs(difference.count())) + " seconds apart, and " +
                 std::to_string(kAllowed.count()) + " are allowed",
             "timedatectl set-ntp true, or the time of this machine put right");
}

}  // namespace sallyport::app::config
