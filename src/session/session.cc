#include "session/session.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/characters.h"
#include "crypto/digest.h"

namespace sallyport::session {
namespace {

constexpr std::size_t kIdLength = 43;  // 256 bits in base64url

// A table, because every request has its cookie checked.
constexpr auto kBase64url = [] {
  std::array<bool, 256> table{};
  for (unsigned c = '-'; c <= 'z'; ++c) table[c] = is_letter_or_digit(static_cast<char>(c)) || c == '-' || c == '_';
  return table;
}();

}  // namespace

SessionId make_session_id(Random& random) {
  return SessionId(random_token(random));
}

SessionDigest digest_of(const SessionId& id) {
  return digest_of(crypto::sha256(id.value));
}

crypto::Sha256 array_of(const SessionDigest& digest) {
  crypto::Sha256 out{};
  std::memcpy(out.data(), digest.value.data(), std::min(out.size(), digest.value.size()));
  return out;
}

SessionDigest digest_of(const crypto::Sha256& bytes) {
  return {std::string(crypto::view(bytes))};
}

bool may_be_session_id(std::string_view text) {
  if (text.size() != kIdLength) return false;
  bool good = true;  // the loop has no early exit, so every text takes the same number of steps
  for (const char c : text) good &= kBase64url[static_cast<unsigned char>(c)];
  return good;
}

bool is_alive(const Session& session, const SessionLimits& limits, UnixTime now) {
  return session.created <= now + kClockLeeway && now < session.expires && now < session.last_seen + limits.idle;
}

}  // namespace sallyport::session
