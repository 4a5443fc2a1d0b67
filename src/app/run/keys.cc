#include "app/run/keys.h"

#include <optional>

#include "app/os/secret_file.h"
#include "app/run/sealing_keys.h"

namespace sallyport::app {
namespace {

using session::KeyGeneration;
using session::KeyRing;
using session::KeyRingStore;
using session::KeyVault;
using session::SealedKeys;

constexpr int kBits = 2048;

gateway::DemoUse demo_of(const gateway::Settings& settings) {
  return settings.demo ? gateway::DemoUse::yes : gateway::DemoUse::no;
}

Secret new_sealing(Random& random) {
  return Secret(random.bytes(session::kSealingKeyBytes));
}

Secret new_signing() {
  return crypto::PrivateKey::generate_rsa(kBits).to_der();
}

// The keys in the files of a gateway that kept them there until now: the previous ones, if there are any, and then the
// current ones. What is missing is new.
Result<std::vector<KeyGeneration>> generations_in_files(const gateway::Settings& settings, UnixTime now,
                                                        Random& random) {
  const std::string path = settings.server.data_dir + "/sealing.key";
  SALLYPORT_TRY(auto sealing, read_secret_if_any(path, session::kSealingKeyBytes));
  SALLYPORT_TRY(auto previous, read_secret_if_any(path + ".previous", session::kSealingKeyBytes));
  SALLYPORT_TRY(const auto signing, gateway::OwnKeys::find_file(settings.own_tokens, demo_of(settings)));
  KeyGeneration current{1, now, sealing ? *std::move(sealing) : new_sealing(random),
                        signing ? signing->to_der() : new_signing()};
  std::vector<KeyGeneration> found;
  if (previous) {
    found.push_back({1, now, *std::move(previous), current.signing});
    current.number = 2;
  }
  found.push_back(std::move(current));
  return found;
}

// Gives the store its first generations. Does nothing if another node is faster.
Result<void> make_ring(const gateway::Settings& settings, KeyRingStore& store, KeyVault& vault, const KeyTools& tools) {
  const UnixTime now = tools.clock.now();
  SALLYPORT_TRY(auto generations, generations_in_files(settings, now, tools.random));
  generations.push_back({generations.back().number + 1, now, new_sealing(tools.random), new_signing()});
  std::vector<SealedKeys> sealed;
  for (const KeyGeneration& generation : generations)
    sealed.push_back(vault.seal(generation, sealed.empty() ? std::string() : sealed.front().salt, tools.random));
  const auto added = store.add(sealed, 0);
  if (added) tools.log.write(Level::audit, "shared_keys_made", {{"generations", std::to_string(sealed.size())}});
  if (!added && added.error().reason != "keys_exist") return added;
  return {};
}

Result<Keys> keys_of(const KeyRing& ring, Random& random) {
  std::vector<crypto::AeadKey> sealing;
  std::vector<crypto::PrivateKey> signing;
  const auto add = [&](const KeyGeneration& generation) -> Result<void> {
    SALLYPORT_TRY(auto seals, crypto::AeadKey::from_bytes(generation.sealing));
    SALLYPORT_TRY(auto signs, crypto::PrivateKey::from_der(generation.signing));
    sealing.push_back(std::move(seals));
    signing.push_back(std::move(signs));
    return {};
  };
  SALLYPORT_CHECK(add(ring.current()));
  for (const KeyGeneration& generation : ring.generations)
    if (generation.number != ring.current().number) SALLYPORT_CHECK(add(generation));
  crypto::PrivateKey current = signing.front();
  return Keys{session::Sealer(std::move(sealing), random), gateway::OwnKeys::of(std::move(current), signing)};
}

Result<Keys> keys_in_store(const gateway::Settings& settings, KeyRingStore& store, const KeyTools& tools) {
  KeyVault vault(settings.store.key);
  SALLYPORT_TRY(auto stored, store.list());
  if (stored.empty()) {
    SALLYPORT_CHECK(make_ring(settings, store, vault, tools));
    SALLYPORT_TRY(stored, store.list());
  }
  SALLYPORT_TRY(const auto ring, open_ring(stored, vault));
  return keys_of(ring, tools.random);
}

Result<Keys> keys_in_files(const gateway::Settings& settings, KeyRingStore& store, const session::Sealer* before,
                           const KeyTools& tools) {
  SALLYPORT_TRY(const auto stored, store.list());
  if (!stored.empty())
    return failure(
        Kind::rejected, "store_key_missing", {},
        "the gateways of this store keep their keys in it, sealed under store.keyFile, and this one has none");
  const std::string& data_dir = settings.server.data_dir;
  SALLYPORT_TRY(auto sealer, before ? reopen_sealer(data_dir, tools.random, *before, tools.clock.now())
                                    : open_sealer(data_dir, tools.random));
  SALLYPORT_TRY(auto own_keys, gateway::OwnKeys::open(settings.own_tokens, demo_of(settings), tools.random, tools.log));
  return Keys{std::move(sealer), std::move(own_keys)};
}

}  // namespace

Result<Keys> open_keys(const gateway::Settings& settings, KeyRingStore& store, const session::Sealer* before,
                       const KeyTools& tools) {
  return settings.store.key.empty() ? keys_in_files(settings, store, before, tools)
                                    : keys_in_store(settings, store, tools);
}

Result<std::int64_t> rotate_shared_keys(KeyRingStore& store, const Secret& key_file, const Rotation& rotation,
                                        Random& random, UnixTime now) {
  SALLYPORT_TRY(const auto stored, store.list());
  SALLYPORT_CHECK(check_rotation(stored, now));
  KeyVault vault(key_file);
  SALLYPORT_TRY(const auto ring, open_ring(stored, vault));  // under the wrong key file, nothing is added
  const KeyGeneration made{ring.next().number + 1, now, new_sealing(random), new_signing()};
  const std::int64_t forget = rotation.forget_previous ? ring.current().number : outlived(stored, rotation.kept, now);
  SALLYPORT_CHECK(store.add({vault.seal(made, stored.front().salt, random)}, forget));
  return ring.next().number;
}

}  // namespace sallyport::app
