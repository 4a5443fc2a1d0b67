#include "session/session.h"

#include <algorithm>

#include "crypto/digest.h"

namespace sallyport::session {
namespace {

constexpr std::size_t kIdLength = 43;  // 256 bits in base64url

bool is_base64url(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

}  // namespace

SessionId make_session_id(Random& random) {
  return SessionId(random_token(random));
}

SessionDigest digest_of(const SessionId& id) {
  return SessionDigest{std::string(crypto::view(crypto::sha256(id.value)))};
}

bool may_be_session_id(std::string_view text) {
  return text.size() == kIdLength && std::ranges::all_of(text, is_base64url);
}

bool is_alive(const Session& session, const SessionLimits& limits, UnixTime now) {
  return now < session.expires && now < session.last_seen + limits.idle;
}

}  // namespace sallyport::session
