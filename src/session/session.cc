#include "session/session.h"

#include <array>

#include "crypto/digest.h"

namespace sallyport::session {
namespace {

constexpr std::size_t kIdLength = 43;  // 256 bits in base64url

// A table, for the cookie of every request is looked at.
constexpr auto kBase64url = [] {
  std::array<bool, 256> table{};
  for (unsigned c = '-'; c <= 'z'; ++c)
    table[c] = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  return table;
}();

}  // namespace

SessionId make_session_id(Random& random) {
  return SessionId(random_token(random));
}

SessionDigest digest_of(const SessionId& id) {
  return SessionDigest{std::string(crypto::view(crypto::sha256(id.value)))};
}

bool may_be_session_id(std::string_view text) {
  if (text.size() != kIdLength) return false;
  bool good = true;  // without an early exit: there are as many steps for every text
  for (const char c : text) good &= kBase64url[static_cast<unsigned char>(c)];
  return good;
}

bool is_alive(const Session& session, const SessionLimits& limits, UnixTime now) {
  return session.created <= now + kClockLeeway && now < session.expires && now < session.last_seen + limits.idle;
}

}  // namespace sallyport::session
