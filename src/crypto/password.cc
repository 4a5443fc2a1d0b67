#include "crypto/password.h"

#include <argon2.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>

#include "base/text.h"

namespace sallyport::crypto {
namespace {

constexpr std::uint32_t kLanes = 1;
constexpr std::size_t kSalt = 16;
constexpr std::size_t kHash = 32;
constexpr std::size_t kMaxEncoded = 256;

struct Bounds {
  std::uint32_t least;
  std::uint32_t most;
};
constexpr Bounds kMemoryBounds{8 * 1024, kMostPasswordMemory};  // KiB
constexpr Bounds kPassesBounds{1, kMostPasswordPasses};
constexpr Bounds kLanesBounds{1, 4};

// Removes `name` (such as "m="), a number and `end` from the front of the text, and returns the number. Absent if they
// are not there, or the number is out of bounds.
std::optional<std::uint32_t> take_parameter(std::string_view& text, std::string_view name, char end,
                                            const Bounds& bounds) {
  if (!text.starts_with(name)) return std::nullopt;
  text.remove_prefix(name.size());
  const auto stop = text.find(end);
  if (stop == std::string_view::npos) return std::nullopt;
  const auto number = parse_decimal(text.substr(0, stop));
  text.remove_prefix(stop + 1);
  if (!number || *number < bounds.least || *number > bounds.most) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

// What the hash was made with. Absent unless all parameters are within their bounds.
// Source: the encoding of the reference implementation (argon2, encoding.c).
std::optional<PasswordCost> cost_of(std::string_view hash) {
  constexpr std::string_view kStart = "$argon2id$v=19$";
  if (!hash.starts_with(kStart)) return std::nullopt;
  hash.remove_prefix(kStart.size());
  const auto memory = take_parameter(hash, "m=", ',', kMemoryBounds);
  const auto passes = take_parameter(hash, "t=", ',', kPassesBounds);
  const auto lanes = take_parameter(hash, "p=", '$', kLanesBounds);
  if (!memory || !passes || !lanes) return std::nullopt;
  return PasswordCost{*memory, *passes};
}

}  // namespace

std::string hash_password(const Secret& password, Random& random, const PasswordCost& cost) {
  const std::string salt = random.bytes(kSalt);
  const std::string_view secret = password.reveal();
  std::string encoded(argon2_encodedlen(cost.passes, cost.memory, kLanes, kSalt, kHash, Argon2_id), '\0');
  const int status = argon2id_hash_encoded(cost.passes, cost.memory, kLanes, secret.data(), secret.size(), salt.data(),
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
  if (hash.size() > kMaxEncoded || hash.find('\0') != hash.npos || !cost_of(hash)) return false;
  const std::string_view secret = password.reveal();
  return argon2id_verify(std::string(hash).c_str(), secret.data(), secret.size()) == ARGON2_OK;
}

std::optional<PasswordCost> missing_cost(std::string_view hash, const PasswordCost& cost) {
  const auto made_with = cost_of(hash);
  const auto work = [](const PasswordCost& of) { return std::uint64_t{of.memory} * of.passes; };
  if (!made_with || work(*made_with) + kMemoryBounds.least / 2 > work(cost)) return std::nullopt;
  const std::uint64_t missing = work(cost) - work(*made_with);
  const std::uint64_t passes = (missing + kMemoryBounds.most - 1) / kMemoryBounds.most;
  const std::uint64_t memory = std::max<std::uint64_t>(missing / passes, kMemoryBounds.least);
  return PasswordCost{static_cast<std::uint32_t>(memory), static_cast<std::uint32_t>(passes)};
}

bool is_outdated(std::string_view hash, const PasswordCost& cost) {
  const auto made_with = cost_of(hash);
  return !made_with || made_with->memory < cost.memory || made_with->passes < cost.passes;
}

}  // namespace sallyport::crypto
