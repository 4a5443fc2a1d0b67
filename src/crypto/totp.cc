#include "crypto/totp.h"

#include <cstdint>

#include "crypto/hmac.h"

namespace sallyport::crypto {
namespace {

constexpr long long kStep = 30;
constexpr std::size_t kDigits = 6;
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

}  // namespace

Secret make_totp_secret(Random& random) {
  return Secret(random.bytes(20));
}

long long totp_step(UnixTime time) {
  return time.seconds / kStep;
}

std::string totp_code(const Secret& secret, long long step) {
  std::string counter;
  for (int shift = 56; shift >= 0; shift -= 8) counter.push_back(static_cast<char>((step >> shift) & 0xff));
  const std::string mac = hmac_sha1(secret, counter);
  const std::size_t at = byte_at(mac, mac.size() - 1) & 0x0f;  // RFC 4226 5.3
  const std::uint32_t number = ((byte_at(mac, at) & 0x7f) << 24) | (byte_at(mac, at + 1) << 16) |
                               (byte_at(mac, at + 2) << 8) | byte_at(mac, at + 3);
  std::string digits = std::to_string(number % 1'000'000);
  return std::string(kDigits - digits.size(), '0') + digits;
}

std::optional<long long> match_totp(const Secret& secret, std::string_view code, UnixTime now, long long used) {
  std::optional<long long> found;
  for (const long long step : {totp_step(now) - 1, totp_step(now), totp_step(now) + 1})
    if (constant_time_equal(totp_code(secret, step), code) && step > used) found = step;
  return found;
}

std::string print_totp_secret(const Secret& secret) {
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : secret.reveal()) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    for (count += 8; count >= 5; count -= 5) text.push_back(kBase32[(bits >> (count - 5)) & 31]);
  }
  if (count > 0) text.push_back(kBase32[(bits << (5 - count)) & 31]);
  return text;
}

}  // namespace sallyport::crypto
