#include "crypto/password.h"

#include <argon2.h>

#include <cstdint>
#include <cstdlib>

namespace sallyport::crypto {
namespace {

constexpr std::uint32_t kPasses = 2;
constexpr std::uint32_t kMemory = 19456;  // KiB
constexpr std::uint32_t kLanes = 1;
constexpr std::size_t kSalt = 16;
constexpr std::size_t kHash = 32;
constexpr std::size_t kMaxEncoded = 256;

// A hash names its own cost; one with another cost is not ours and could ask for all memory there is.
constexpr std::string_view kPrefix = "$argon2id$v=19$m=19456,t=2,p=1$";

}  // namespace

std::string hash_password(const Secret& password, Random& random) {
  const std::string salt = random.bytes(kSalt);
  const std::string_view secret = password.reveal();
  std::string encoded(argon2_encodedlen(kPasses, kMemory, kLanes, kSalt, kHash, Argon2_id), '\0');
  const int status = argon2id_hash_encoded(kPasses, kMemory, kLanes, secret.data(), secret.size(), salt.data(),
                                           salt.size(), kHash, encoded.data(), encoded.size());
  if (status != ARGON2_OK) std::abort();  // memory is out: there is no safe way on
  encoded.resize(encoded.find('\0'));     // the length counts the terminator
  return encoded;
}

bool check_password(const Secret& password, std::string_view hash) {
  if (!hash.starts_with(kPrefix) || hash.size() > kMaxEncoded || hash.find('\0') != hash.npos) return false;
  const std::string_view secret = password.reveal();
  return argon2id_verify(std::string(hash).c_str(), secret.data(), secret.size()) == ARGON2_OK;
}

}  // namespace sallyport::crypto
