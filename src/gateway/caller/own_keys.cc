#include "gateway/caller/own_keys.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <limits>
#include <optional>

#include "base/json.h"

namespace sallyport::gateway {
namespace {

constexpr int kBits = 2048;
constexpr std::size_t kMaxFile = 64 * 1024;

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

Failure file_failure(const std::string& path) {
  return failure(Kind::unavailable, "own_key_file", {}, path + ": " + std::strerror(errno));
}

Result<void> write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return file_failure(path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(fd) != 0) return file_failure(path);
  return {};
}

// Writes the file whole or not at all: a crash between two steps leaves no incomplete key under the real name.
Result<void> write_file(const std::string& path, std::string_view bytes, mode_t mode, Random& random) {
  const std::string directory = std::filesystem::path(path).parent_path().string();
  const std::string beside = path + ".new-" + hex_encode(random.bytes(4));
  {
    const File file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
    if (file.get() < 0 && errno == ENOENT)
      return failure(Kind::unavailable, "own_key_file", {},
                     path + ": its folder is not there; make it, or name no key file: one is made in server.dataDir");
    if (file.get() < 0) return file_failure(beside);
    if (auto written = write_all(file.get(), bytes, beside); !written) {
      ::unlink(beside.c_str());
      return written;
    }
  }
  // link() fails if the name is taken. If two processes start at the same time, one makes the key and the other gets an
  // error.
  const bool placed = ::link(beside.c_str(), path.c_str()) == 0;
  const int why = errno;
  ::unlink(beside.c_str());
  errno = why;
  if (!placed) return file_failure(path);
  const File folder(::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0 || ::fsync(folder.get()) != 0) return file_failure(path);
  return {};
}

struct FileText {
  Secret bytes;
  mode_t mode = 0;
};

Result<std::optional<FileText>> read_file(const std::string& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0 && errno == ENOENT) return std::optional<FileText>();
  if (file.get() < 0) return file_failure(path);
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return file_failure(path);
  std::string text;
  std::array<char, 4096> chunk{};
  for (;;) {
    const ssize_t count = ::read(file.get(), chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 || text.size() > kMaxFile) return file_failure(path);
    if (count == 0) break;
    text.append(chunk.data(), static_cast<std::size_t>(count));
  }
  return std::optional<FileText>(FileText{Secret(std::move(text)), static_cast<mode_t>(status.st_mode & 0777)});
}

bool is_pem(std::string_view bytes) {
  return bytes.starts_with("-----BEGIN");
}

Result<crypto::PrivateKey> parse_private(const FileText& file, const std::string& path) {
  if ((file.mode & 077) != 0)
    return failure(Kind::rejected, "own_key_mode", {}, path + " can be read by others: chmod 600");
  auto key =
      is_pem(file.bytes.reveal()) ? crypto::PrivateKey::from_pem(file.bytes) : crypto::PrivateKey::from_der(file.bytes);
  if (!key || key->type() != crypto::KeyType::rsa)
    return failure(Kind::malformed, "own_key_damaged", {},
                   path + " holds no RSA key; put it back from a copy, or move it away to have a new one made");
  return key;
}

Result<crypto::PrivateKey> make_private(const std::string& path, Random& random, Log& log) {
  auto key = crypto::PrivateKey::generate_rsa(kBits);
  const Secret bytes = path.ends_with(".der") ? key.to_der() : key.to_pem();
  SALLYPORT_CHECK(write_file(path, bytes.reveal(), 0600, random));
  log.write(Level::audit, "own_key_made", {{"file", path}});
  return key;
}

// Writes the public key if its file is missing, otherwise compares the two. Some programs want the public key as a
// file, and OpenMetadata's configuration names one.
Result<void> agree_on_public(const std::string& path, const crypto::PublicKey& key, Random& random) {
  if (path.empty()) return {};
  SALLYPORT_TRY(const auto file, read_file(path));
  if (!file) return write_file(path, key.to_der(), 0644, random);
  const std::string_view bytes = file->bytes.reveal();
  const auto there = is_pem(bytes) ? crypto::PublicKey::from_pem(bytes) : crypto::PublicKey::from_der(bytes);
  if (!there || there->to_der() != key.to_der())
    return failure(Kind::rejected, "own_key_mismatch", {}, path + " is not the public half of the private key");
  return {};
}

Result<void> check_unpublished(const crypto::PrivateKey& key, const std::string& path, DemoUse demo) {
  if (demo == DemoUse::yes || !is_quick_start_key(key.public_key())) return {};
  return failure(Kind::rejected, "own_key_quick_start", {},
                 path +
                     " is OpenMetadata's published key: name no key file (RSA_PRIVATE_KEY_FILE_PATH and "
                     "RSA_PUBLIC_KEY_FILE_PATH set to nothing), and one is made in server.dataDir");
}

json::Object published_members(const jose::SigningKey& key) {
  json::Object members = jose::public_members(key.key.public_key());
  members.set("kid", key.kid);
  members.set("alg", crypto::name_of(key.algorithm));
  members.set("use", "sig");
  return members;
}

}  // namespace

bool is_quick_start_key(const crypto::PublicKey& key) {
  return jose::thumbprint(key) == "Db0dhKG2UYMwVssQYb4_2XxUSyB2gmaXm-nOhX2Hvug";
}

OwnKeys::OwnKeys(jose::SigningKey key) : key_(std::move(key)) {
  Known& own = known_.emplace_back();
  own.set.keys.push_back({key_.key.public_key(), key_.kid, key_.algorithm, {}});
  own.published = published_members(key_);
  own.until = UnixTime{std::numeric_limits<std::int64_t>::max()};
  own.token_start = start_of(TokenForm::short_lived);
  own.stored_start = start_of(TokenForm::stored);
}

std::string OwnKeys::start_of(TokenForm form) const {
  const auto sample = sign({}, form);
  return sample ? sample->substr(0, sample->find('.') + 1) : ".";  // matches no token, so no token counts as ours
}

bool OwnKeys::knows(const Known& key) const {
  return std::ranges::any_of(known_, [&](const Known& known) { return known.token_start == key.token_start; });
}

void OwnKeys::accept(crypto::PrivateKey key) {
  std::string kid = jose::thumbprint(key.public_key());
  OwnKeys other({std::move(key), crypto::SignatureAlgorithm::rs256, std::move(kid)});
  if (!knows(other.known_.front())) known_.push_back(std::move(other.known_.front()));
}

OwnKeys OwnKeys::of(crypto::PrivateKey signing, const std::vector<crypto::PrivateKey>& others) {
  std::string kid = jose::thumbprint(signing.public_key());
  OwnKeys keys({std::move(signing), crypto::SignatureAlgorithm::rs256, std::move(kid)});
  for (const crypto::PrivateKey& other : others) keys.accept(other);
  return keys;
}

Result<void> OwnKeys::take_over(const OwnKeys& before, UnixTime until) {
  const auto& ours = known_.front().set.keys.front();
  const auto& theirs = before.known_.front().set.keys.front();
  const bool same_key = ours.key.to_der() == theirs.key.to_der();
  if (!same_key && ours.kid == theirs.kid)
    return failure(Kind::rejected, "own_key_same_id", {}, "another key under the same id " + ours.kid);
  for (const Known& known : before.known_) {
    const bool signed_last = &known == &before.known_.front();
    if (knows(known)) continue;
    known_.push_back(known);
    if (signed_last) known_.back().until = until;
  }
  return {};
}

std::string OwnKeys::jwks(UnixTime now) const {
  json::Array keys;
  for (const Known& known : known_)
    if (now < known.until) keys.push_back(known.published);
  return json::print(json::Object{{"keys", std::move(keys)}});
}

const jose::JwkSet* OwnKeys::find_key(std::string_view token, UnixTime now, TokenForm form) const {
  for (const Known& known : known_)
    if (token.starts_with(form == TokenForm::stored ? known.stored_start : known.token_start))
      return now < known.until ? &known.set : nullptr;
  return nullptr;
}

bool OwnKeys::signed_here(std::string_view token) const {
  return std::ranges::any_of(known_, [token](const Known& known) { return token.starts_with(known.token_start); });
}

Result<std::string> OwnKeys::sign(const json::Object& claims, TokenForm form) const {
  const json::Object first = form == TokenForm::stored ? json::Object{{"sallyport", "token"}} : json::Object();
  return jose::sign_compact(key_, {{"typ", "JWT"}}, claims, first);
}

Result<std::optional<crypto::PrivateKey>> OwnKeys::find_file(const OwnTokenSettings& settings, DemoUse demo) {
  const std::string& path = settings.private_key_file;
  SALLYPORT_TRY(const auto file, read_file(path));
  if (!file) return std::optional<crypto::PrivateKey>();
  SALLYPORT_TRY(auto key, parse_private(*file, path));
  SALLYPORT_CHECK(check_unpublished(key, path, demo));
  return std::optional(std::move(key));
}

Result<OwnKeys> OwnKeys::open(const OwnTokenSettings& settings, DemoUse demo, Random& random, Log& log) {
  if (demo == DemoUse::no && settings.key_id == kQuickStartKeyId)
    return failure(Kind::rejected, "own_key_quick_start", {},
                   "jwtTokenConfiguration.keyId is the one of OpenMetadata's published key; leave it out");
  const std::string& path = settings.private_key_file;
  SALLYPORT_TRY(auto found, find_file(settings, demo));
  SALLYPORT_TRY(auto key, found ? Result<crypto::PrivateKey>(*std::move(found)) : make_private(path, random, log));
  SALLYPORT_CHECK(agree_on_public(settings.public_key_file, key.public_key(), random));
  std::string kid = settings.key_id.empty() ? jose::thumbprint(key.public_key()) : settings.key_id;
  OwnKeys keys({std::move(key), crypto::SignatureAlgorithm::rs256, std::move(kid)});
  for (const char* const ending : {".next", ".previous"}) {
    SALLYPORT_TRY(const auto beside, read_file(path + ending));
    if (!beside) continue;
    SALLYPORT_TRY(auto other, parse_private(*beside, path + ending));
    keys.accept(std::move(other));
  }
  return keys;
}

}  // namespace sallyport::gateway
