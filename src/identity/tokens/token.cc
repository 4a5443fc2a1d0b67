#include "identity/tokens/token.h"

#include <algorithm>
#include <array>

namespace sallyport::identity {
namespace {

constexpr Seconds kDay{86400};

struct LifetimeRow {
  TokenLifetime lifetime;
  std::string_view wire;  // OpenMetadata's API
  std::string_view name;  // OpenMetadata's code
  Seconds length;
};

constexpr std::array kLifetimes{LifetimeRow{TokenLifetime::one_hour, "OneHour", "OneHour", Seconds(3600)},
                                LifetimeRow{TokenLifetime::one_day, "1", "OneDay", kDay},
                                LifetimeRow{TokenLifetime::one_week, "7", "OneWeek", 7 * kDay},
                                LifetimeRow{TokenLifetime::one_month, "30", "OneMonth", 30 * kDay},
                                LifetimeRow{TokenLifetime::two_months, "60", "TwoMonths", 60 * kDay},
                                LifetimeRow{TokenLifetime::three_months, "90", "ThreeMonths", 90 * kDay}};
constexpr std::string_view kUnlimited = "Unlimited";
constexpr Seconds kMoved{60};  // by which the two times of a record may have moved against each other

}  // namespace

Result<TokenLifetime> parse_token_lifetime(std::string_view text) {
  if (text == kUnlimited) return TokenLifetime::unlimited;
  const auto row = std::ranges::find_if(
      kLifetimes, [text](const LifetimeRow& each) { return each.wire == text || each.name == text; });
  if (row == kLifetimes.end()) return failure(Kind::malformed, "token_lifetime", {}, std::string(text.substr(0, 40)));
  return row->lifetime;
}

std::string_view print_token_lifetime(TokenLifetime lifetime) {
  const auto row = std::ranges::find(kLifetimes, lifetime, &LifetimeRow::lifetime);
  return row == kLifetimes.end() ? kUnlimited : row->wire;
}

// The shortest lifetime that reaches as far.
TokenLifetime lifetime_of(const TokenRecord& record) {
  if (record.expires >= kTokenNeverExpires) return TokenLifetime::unlimited;
  const Seconds length = record.expires - record.created;
  const auto row =
      std::ranges::find_if(kLifetimes, [length](const LifetimeRow& each) { return length <= each.length + kMoved; });
  return row == kLifetimes.end() ? TokenLifetime::unlimited : row->lifetime;
}

UnixTime expiry_of(TokenLifetime lifetime, UnixTime now) {
  const auto row = std::ranges::find(kLifetimes, lifetime, &LifetimeRow::lifetime);
  return row == kLifetimes.end() ? kTokenNeverExpires : now + row->length;
}

Result<void> check_token_is_good(const TokenRecord& record, UnixTime now) {
  if (record.revoked.seconds != 0) return failure(Kind::rejected, "token_revoked");
  if (record.expires <= now && record.expires < kTokenNeverExpires) return failure(Kind::rejected, "token_expired");
  return {};
}

}  // namespace sallyport::identity
