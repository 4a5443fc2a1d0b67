#include "app/run/sealing_keys.h"

#include <optional>
#include <string_view>
#include <vector>

#include "app/os/secret_file.h"
#include "session/key_ring.h"

namespace sallyport::app {
namespace {

constexpr Seconds kProbeLives{60};

std::string current_file(const std::string& data_dir) {
  return data_dir + "/sealing.key";
}

std::string previous_file(const std::string& data_dir) {
  return current_file(data_dir) + ".previous";
}

// Adds the key of the file, if there is one.
Result<void> add_if_any(const std::string& path, std::vector<crypto::AeadKey>& keys) {
  SALLYPORT_TRY(auto secret, read_secret_if_any(path, session::kSealingKeyBytes));
  if (!secret) return {};
  SALLYPORT_TRY(auto key, crypto::AeadKey::from_bytes(*std::move(secret)));
  keys.push_back(std::move(key));
  return {};
}

Result<void> check_sealed_stays_readable(const session::Sealer& before, const session::Sealer& now, UnixTime at) {
  constexpr std::string_view kPurpose = "reload";
  if (now.open(before.seal("", kPurpose, at + kProbeLives), kPurpose, at)) return {};
  return failure(Kind::rejected, "sealing_key_replaced", {},
                 "sealing.key was replaced, and the old one is not there as sealing.key.previous");
}

}  // namespace

// The previous key is read last. If an operator renames the key at the same moment, it is found under one of its names.
Result<session::Sealer> open_sealer(const std::string& data_dir, Random& random) {
  std::vector<crypto::AeadKey> keys;
  SALLYPORT_TRY(auto secret, read_or_make_secret(current_file(data_dir), session::kSealingKeyBytes, random));
  SALLYPORT_TRY(auto key, crypto::AeadKey::from_bytes(std::move(secret)));
  keys.push_back(std::move(key));
  SALLYPORT_CHECK(add_if_any(current_file(data_dir) + ".next", keys));
  SALLYPORT_CHECK(add_if_any(previous_file(data_dir), keys));
  return session::Sealer(std::move(keys), random);
}

Result<session::Sealer> reopen_sealer(const std::string& data_dir, Random& random, const session::Sealer& before,
                                      UnixTime now) {
  SALLYPORT_TRY(const auto current, read_secret_if_any(current_file(data_dir), session::kSealingKeyBytes));
  SALLYPORT_TRY(const auto previous, read_secret_if_any(previous_file(data_dir), session::kSealingKeyBytes));
  if (!current && !previous)
    return failure(Kind::rejected, "sealing_key_missing", {},
                   "sealing.key is gone, and is not there as sealing.key.previous either");
  SALLYPORT_TRY(auto sealer, open_sealer(data_dir, random));
  SALLYPORT_CHECK(check_sealed_stays_readable(before, sealer, now));
  return sealer;
}

}  // namespace sallyport::app
