// Tokens that programs keep: a bot's tokens, and the personal access tokens that people make for their own scripts. The
// token itself is shown once. What stays is a record, with a hash of the token.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/tagged.h"
#include "identity/policy/scope.h"

namespace sallyport::identity {

using TokenId = Tagged<struct TokenIdTag>;  // a UUID that Sallyport made; the token's `jti`

enum class TokenKind : std::uint8_t { bot, personal };

// The person or the bot whose rights a token has. Two owners never have the same id, and an owner that is deleted and
// made again has another one.
struct TokenOwner {
  TokenKind kind = TokenKind::personal;
  std::string id;

  auto operator<=>(const TokenOwner&) const = default;
};

// What the provider last said about the owner of a personal token, in the form in which a session keeps it
// (session/session.h). The owner's rights are computed from it again whenever the token is looked up.
struct TokenFacts {
  std::string provider{};
  Issuer issuer{};
  TenantId tenant{};
  Subject subject{};
  std::string claims{};  // JSON
  std::vector<std::string> groups{};

  bool operator==(const TokenFacts&) const = default;
};

struct TokenRecord {
  TokenId id{};
  std::string hash{};  // SHA-256 of the whole token, 32 bytes
  TokenOwner owner{};
  std::string name{};  // as its owner calls it; may be empty
  UnixTime created{};
  std::string created_by{};  // the username of who made it
  UnixTime expires{};        // kTokenNeverExpires if it does not
  Scope scope{};
  TokenFacts facts{};    // empty for a bot
  UnixTime last_used{};  // to the minute; 0 if it was not used yet
  UnixTime revoked{};    // 0 if it was not

  bool operator==(const TokenRecord&) const = default;
};

inline constexpr UnixTime kTokenNeverExpires{4'102'444'800};  // 2100-01-01; such a token has no `exp`
inline constexpr std::size_t kMaxTokenName = 256;             // bytes
inline constexpr std::size_t kMostTokens = 50;                // of one owner that are good at the same time
inline constexpr std::size_t kMostTokenRecords = 300;         // of one owner, together with those that were revoked

// OpenMetadata's lifetimes of a token.
enum class TokenLifetime : std::uint8_t { one_hour, one_day, one_week, one_month, two_months, three_months, unlimited };

// Reads a lifetime as OpenMetadata's API writes it ("OneHour", "1", "7", "30", "60", "90", "Unlimited"), or as its code
// names it ("OneDay", …, "ThreeMonths"). Errors: malformed/"token_lifetime".
Result<TokenLifetime> parse_token_lifetime(std::string_view text);

// The lifetime as OpenMetadata's API writes it.
std::string_view print_token_lifetime(TokenLifetime lifetime);

// The lifetime that a record was made with.
TokenLifetime lifetime_of(const TokenRecord& record);

// When a token that is made at `now` expires.
UnixTime expiry_of(TokenLifetime lifetime, UnixTime now);

// Whether the token is still good, as far as its record can tell. Errors: rejected/"token_revoked", "token_expired".
Result<void> check_token_is_good(const TokenRecord& record, UnixTime now);

}  // namespace sallyport::identity
