#include "crypto/password.h"

#include <argon2.h>

#include <cstdint>
#include <cstdlib>

#include "base/text.h"

namespace sallyport::crypto {
namespace {

constexpr std::uint32_t kPasses = 2;
constexpr std::uint32_t kMemory = 19456;  // KiB
constexpr std::uint32_t kLanes = 1;
constexpr std::size_t kSalt = 16;
constexpr std::size_t kHash = 32;
constexpr std::size_t kMaxEncoded = 256;

// The beginning of each hash that hash_password makes.
constexpr std::string_view kPrefix = "$argon2id$v=19$m=19456,t=2,p=1$";

struct Bounds {
  std::uint32_t least;
  std::uint32_t most;
};
constexpr Bounds kMemoryBounds{8 * 1024, 64 * 1024};  // KiB
constexpr Bounds kPassesBounds{1, 8};
constexpr Bounds kLanesBounds{1, 4};

// Removes `name` (such as "m="), a number and `end` from the front of the text. False if they are not there, or the
// number is out of bounds.
bool take_parameter(std::string_view& text, std::string_view name, char end, const Bounds& bounds) {
  if (!text.starts_with(name)) return false;
  text.remove_prefix(name.size());
  const auto stop = text.find(end);
  if (stop == std::string_view::npos) return false;
  const auto number = parse_decimal(text.substr(0, stop));
  text.remove_prefix(stop + 1);
  return number && *number >= bounds.least && *number <= bounds.most;
}

// Source: the encoding of the reference implementation (argon2, encoding.c).
bool has_bounded_parameters(std::string_view hash) {
  constexpr std::string_view kStart = "$argon2id$v=19$";
  if (!hash.starts_with(kStart)) return false;
  hash.remove_prefix(kStart.size());
  return take_parameter(hash, "m=", ',', kMemoryBounds) && take_parameter(hash, "t=", ',', kPassesBounds) &&
         take_parameter(hash, "p=", '$', kLanesBounds);
}

}  // namespace

std::string hash_password(const Secret& password, Random& random) {
  const std::string salt = random.bytes(kSalt);
  const std::string_view secret = password.reveal();
  std::string encoded(argon2_encodedlen(kPasses, kMemory, kLanes, kSalt, kHash, Argon2_id), '\0');
  const int status = argon2id_hash_encoded(kPasses, kMemory, kLanes, secret.data(), secret.size(), salt.data(),
                                           salt.size(), kHash, encoded.data(), encoded.size());
  if (status != ARGON2_OK) std::abort();  // out of memory, so the process cannot go on safely
  encoded.resize(encoded.find('\0'));     // the length includes the terminator
  return encoded;
}

Secret derive_key(const Secret& password, std::string_view salt) {
  constexpr std::uint32_t kDerivationPasses = 3;
  constexpr std::uint32_t kDerivationMemory = 65536;  // KiB; RFC 9106 4, the second recommended option, on one lane
  std::string key(kHash, '\0');
  const std::string_view secret = password.reveal();
  const int status = argon2id_hash_raw(kDerivationPasses, kDerivationMemory, 1, secret.data(), secret.size(),
                                       salt.data(), salt.size(), key.data(), key.size());
  if (status != ARGON2_OK) std::abort();  // out of memory, so the process cannot go on safely
  return Secret(std::move(key));
}

bool check_password(const Secret& password, std::string_view hash) {
  if (hash.size() > kMaxEncoded || hash.find('\0') != hash.npos || !has_bounded_parameters(hash)) return false;
  const std::string_view secret = password.reveal();
  return argon2id_verify(std::string(hash).c_str(), secret.data(), secret.size()) == ARGON2_OK;
}

bool is_outdated(std::string_view hash) {
  return !hash.starts_with(kPrefix);
}

}  // namespace sallyport::crypto
