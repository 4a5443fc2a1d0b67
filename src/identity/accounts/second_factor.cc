#include "identity/accounts/second_factor.h"

#include <algorithm>
#include <utility>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/totp.h"

namespace sallyport::identity {
namespace {

constexpr std::size_t kRecoveryBytes = 15;
constexpr std::size_t kRecoveryLetters = 24;  // of base32
constexpr std::size_t kGroup = 4;

// As somebody reads a code off a screen or a sheet of paper.
std::string plain_code(std::string_view typed) {
  std::string plain;
  for (const char c : typed)
    if (c != ' ' && c != '-') plain.push_back(c);
  return ascii_lower(plain);
}

std::string hash_of_code(std::string_view plain) {
  return hex_encode(crypto::view(crypto::sha256(plain)));
}

std::string in_groups(std::string_view plain) {
  std::string grouped;
  for (std::size_t at = 0; at < plain.size(); at += kGroup)
    grouped.append(grouped.empty() ? "" : "-").append(plain.substr(at, kGroup));
  return grouped;
}

}  // namespace

Seconds wait_for_code(const SecondFactor& factor, UnixTime now) {
  if (factor.wrong_codes < kFreeWrongCodes) return Seconds(0);
  Seconds wait = kFirstWaitForCodes;
  for (int i = kFreeWrongCodes; i < factor.wrong_codes && wait < kLongestWaitForCodes; ++i) wait *= 2;
  wait = std::min(wait, kLongestWaitForCodes);
  const UnixTime until = factor.last_wrong + wait;
  if (until <= now) return Seconds(0);
  return std::min(wait, Seconds(until.seconds - now.seconds));  // also if the clock was set back
}

std::optional<SecondFactor> use_code(SecondFactor factor, const Secret& key, std::string_view code, UnixTime now) {
  const auto step = crypto::match_totp(key, plain_code(code), now, factor.used_step);
  if (!step) return std::nullopt;
  factor.used_step = *step;
  factor.wrong_codes = 0;
  factor.last_wrong = {};
  return factor;
}

SecondFactor with_wrong_code(SecondFactor factor, UnixTime now) {
  factor.wrong_codes = std::min(factor.wrong_codes + 1, 1000);
  factor.last_wrong = now;
  return factor;
}

std::optional<SecondFactor> use_recovery_code(SecondFactor factor, std::string_view code) {
  const auto found = std::ranges::find(factor.recovery_hashes, hash_of_code(plain_code(code)));
  if (found == factor.recovery_hashes.end()) return std::nullopt;
  factor.recovery_hashes.erase(found);
  factor.wrong_codes = 0;
  factor.last_wrong = {};
  return factor;
}

bool looks_like_recovery_code(std::string_view text) {
  return plain_code(text).size() == kRecoveryLetters;
}

RecoveryCodes make_recovery_codes(Random& random) {
  RecoveryCodes made;
  for (std::size_t i = 0; i < kRecoveryCodes; ++i) {
    const std::string plain = ascii_lower(crypto::print_totp_secret(Secret(random.bytes(kRecoveryBytes))));
    made.codes.push_back(in_groups(plain));
    made.hashes.push_back(hash_of_code(plain));
  }
  return made;
}

}  // namespace sallyport::identity
