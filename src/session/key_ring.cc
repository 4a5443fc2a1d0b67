#include "session/key_ring.h"

#include "crypto/aead.h"
#include "crypto/password.h"

namespace sallyport::session {
namespace {

constexpr std::size_t kSaltBytes = 16;

// Bound to the number, so that nobody who can write the store can put an old generation into the place of a new one.
std::string purpose_of(std::int64_t number) {
  return "shared_keys " + std::to_string(number);
}

Failure wrong_key(std::int64_t number) {
  return failure(Kind::rejected, "store_key_wrong", {},
                 "the keys in the store (generation " + std::to_string(number) +
                     ") were sealed under another store.keyFile, or are damaged");
}

}  // namespace

const Secret& KeyVault::key_for(const std::string& salt) {
  if (salt_ == salt && !key_.empty()) return key_;
  key_ = crypto::derive_key(key_file_, salt);
  salt_ = salt;
  return key_;
}

SealedKeys KeyVault::seal(const KeyGeneration& keys, std::string salt, Random& random) {
  if (salt.empty()) salt = random.bytes(kSaltBytes);
  const auto key = crypto::AeadKey::from_bytes(key_for(salt)).value();
  const Secret both(std::string(keys.sealing.reveal()) + std::string(keys.signing.reveal()));
  std::string sealed = key.seal(both.reveal(), purpose_of(keys.number), random);
  return {keys.number, keys.made, std::move(salt), std::move(sealed)};
}

Result<KeyGeneration> KeyVault::open(const SealedKeys& sealed) {
  if (sealed.salt.size() != kSaltBytes) return wrong_key(sealed.number);
  SALLYPORT_TRY(const auto key, crypto::AeadKey::from_bytes(key_for(sealed.salt)));
  auto opened = key.open(sealed.sealed, purpose_of(sealed.number));
  if (!opened || opened->size() <= kSealingKeyBytes) return wrong_key(sealed.number);
  const Secret both(*std::move(opened));
  return KeyGeneration{sealed.number, sealed.made, Secret(both.reveal().substr(0, kSealingKeyBytes)),
                       Secret(both.reveal().substr(kSealingKeyBytes))};
}

KeyUse use_at(std::size_t place) {
  if (place == 0) return KeyUse::next;
  return place == 1 ? KeyUse::current : KeyUse::previous;
}

Result<KeyRing> open_ring(const std::vector<SealedKeys>& sealed, KeyVault& vault) {
  if (sealed.size() < 2)
    return failure(Kind::rejected, "store_keys_missing", {},
                   "the store has lost keys: " + std::to_string(sealed.size()) + " of at least two are there");
  KeyRing ring;
  for (const SealedKeys& generation : sealed) {
    SALLYPORT_TRY(auto opened, vault.open(generation));
    ring.generations.push_back(std::move(opened));
  }
  return ring;
}

// A generation became a previous one when the second one after it was made.
std::int64_t outlived(const std::vector<SealedKeys>& stored, Seconds kept, UnixTime now) {
  for (std::size_t i = 2; i < stored.size(); ++i)
    if (stored[i - 2].made + kept <= now) return stored[i].number;
  return 0;
}

Result<void> check_rotation(const std::vector<SealedKeys>& stored, UnixTime now) {
  if (stored.empty() || stored.front().made + kSoonestRotation <= now) return {};
  return failure(Kind::rejected, "keys_rotated_just_now", {},
                 "every node must know the next keys before they are used; rotate after " +
                     print_rfc3339(stored.front().made + kSoonestRotation));
}

}  // namespace sallyport::session
