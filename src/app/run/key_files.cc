#include "app/run/key_files.h"

#include <array>
#include <filesystem>
#include <utility>

#include "app/os/secret_file.h"
#include "jose/jwk.h"

namespace sallyport::app {
namespace {

using session::KeyUse;

constexpr int kKeyBits = 2048;

// The order in which keys are listed.
constexpr std::array kEndings{std::pair(KeyUse::next, ".next"), std::pair(KeyUse::current, ""),
                              std::pair(KeyUse::previous, ".previous")};

bool is_there(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

Result<void> check_there(const KeyFiles& files) {
  for (const std::string& path : {files.sealing(), files.own_tokens.private_key_file})
    if (!is_there(path))
      return failure(Kind::rejected, "key_files_missing", {}, path + " is not there: start the gateway once");
  return {};
}

Result<void> check_previous(const std::string& path, const Rotation& rotation, UnixTime now) {
  if (rotation.forget_previous) return {};
  SALLYPORT_TRY(const auto replaced, replaced_at(path));
  if (!replaced || *replaced + rotation.kept <= now) return {};
  return failure(Kind::rejected, "previous_keys_needed", {},
                 path + ".previous may be needed until " + print_rfc3339(*replaced + rotation.kept) +
                     "; --forget-previous takes its place all the same");
}

// Makes the next key that signs, in the form of the current one.
Result<void> make_next_signing(const std::string& path, Random& random) {
  if (is_there(path + ".next")) return {};
  const auto key = crypto::PrivateKey::generate_rsa(kKeyBits);
  const Secret text = path.ends_with(".der") ? key.to_der() : key.to_pem();
  return write_private_file(path + ".next", text.reveal(), random);
}

Result<void> make_next(const KeyFiles& files, Random& random) {
  SALLYPORT_CHECK(read_or_make_secret(files.sealing() + ".next", session::kSealingKeyBytes, random));
  return make_next_signing(files.own_tokens.private_key_file, random);
}

}  // namespace

Result<std::vector<KeyFile>> list_key_files(const KeyFiles& files) {
  SALLYPORT_CHECK(check_there(files));
  std::vector<KeyFile> found;
  for (const auto& [use, ending] : kEndings)
    if (is_there(files.sealing() + ending)) found.push_back({files.sealing() + ending, use, {}});
  for (const auto& [use, ending] : kEndings) {
    gateway::OwnTokenSettings one = files.own_tokens;
    one.private_key_file += ending;
    SALLYPORT_TRY(const auto key, gateway::OwnKeys::find_file(one, gateway::DemoUse::yes));
    if (key) found.push_back({one.private_key_file, use, jose::thumbprint(key->public_key())});
  }
  return found;
}

Result<void> rotate_key_files(const KeyFiles& files, const Rotation& rotation, Random& random, UnixTime now) {
  if (!files.own_tokens.key_id.empty())
    return failure(Kind::rejected, "key_id_fixed", {},
                   "jwtTokenConfiguration.keyId gives every key the same id; leave it out, and reload");
  SALLYPORT_CHECK(check_there(files));
  const std::string& signing = files.own_tokens.private_key_file;
  SALLYPORT_CHECK(check_previous(files.sealing(), rotation, now));
  SALLYPORT_CHECK(check_previous(signing, rotation, now));
  SALLYPORT_CHECK(make_next(files, random));
  SALLYPORT_CHECK(put_next_in_place(files.sealing()));
  SALLYPORT_CHECK(put_next_in_place(signing));
  std::error_code ignored;  // a public key that stays although it should go stops the reload, which says so
  std::filesystem::remove(files.own_tokens.public_key_file, ignored);
  return make_next(files, random);
}

}  // namespace sallyport::app
