#include "session/seal.h"

#include "base/encoding.h"

namespace sallyport::session {
namespace {

constexpr std::size_t kExpiryBytes = 8;

// Big-endian, so that the sealed form is the same on every machine.
std::string print_expiry(UnixTime expires) {
  auto left = static_cast<std::uint64_t>(expires.seconds);
  std::string bytes(kExpiryBytes, '\0');
  for (std::size_t i = kExpiryBytes; i-- > 0; left >>= 8) bytes[i] = static_cast<char>(left & 0xff);
  return bytes;
}

UnixTime parse_expiry(std::string_view bytes) {
  std::uint64_t seconds = 0;
  for (const char byte : bytes) seconds = seconds << 8 | static_cast<unsigned char>(byte);
  return {static_cast<std::int64_t>(seconds)};
}

// One reason for every failure, because a difference would help only an attacker.
Failure refused() {
  return failure(Kind::rejected, "sealed_text");
}

}  // namespace

std::string Sealer::seal(std::string_view text, std::string_view purpose, UnixTime expires) const {
  return base64url_encode(keys_.at(0).seal(print_expiry(expires).append(text), purpose, random_));
}

Result<std::string> Sealer::open(std::string_view sealed, std::string_view purpose, UnixTime now) const {
  const auto bytes = base64url_decode(sealed);
  if (!bytes) return refused();
  for (const auto& key : keys_) {
    auto opened = key.open(*bytes, purpose);
    if (!opened) continue;
    if (opened->size() < kExpiryBytes || now >= parse_expiry(opened->substr(0, kExpiryBytes))) return refused();
    return opened->substr(kExpiryBytes);
  }
  return refused();
}

}  // namespace sallyport::session
