#include "app/os/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "crypto/digest.h"

namespace sallyport::app {
namespace {

// Closes the descriptor when it is destroyed.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

Failure file_failure(std::string_view what, const std::string& path) {
  return failure(Kind::unavailable, "secret_file", {}, std::string(what) + " " + path + ": " + std::strerror(errno));
}

constexpr std::size_t kCheckBytes = 8;

// The checksum that is stored after the secret. Without it damage would go unnoticed, because any bytes could be a
// secret.
std::string check_of(std::string_view secret) {
  return std::string(crypto::view(crypto::sha256(secret)).substr(0, kCheckBytes));
}

Result<Secret> read_secret(int fd, const std::string& path, std::size_t size) {
  struct stat status{};
  if (fstat(fd, &status) != 0) return file_failure("cannot look at", path);
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return failure(Kind::rejected, "secret_file_mode", {}, path + " may be read by others; run: chmod 600 " + path);
  std::string bytes(size + kCheckBytes + 1, '\0');
  const ssize_t got = read(fd, bytes.data(), bytes.size());
  if (got < 0) return file_failure("cannot read", path);
  const bool whole = static_cast<std::size_t>(got) == size + kCheckBytes &&
                     check_of(std::string_view(bytes).substr(0, size)) == bytes.substr(size, kCheckBytes);
  if (!whole)
    return failure(Kind::malformed, "secret_file_damaged", {}, path + " does not hold what was written to it");
  bytes.resize(size);
  return Secret(std::move(bytes));
}

// Writes the text to a new file beside `path` and flushes it. Returns the name of that file.
Result<std::string> write_beside(const std::string& path, std::string_view text, Random& random) {
  const std::string temporary = path + "." + hex_encode(random.bytes(8));
  const Descriptor file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return file_failure("cannot make", temporary);
  if (write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) || fsync(file.get()) != 0) {
    const auto failed = file_failure("cannot write", temporary);
    unlink(temporary.c_str());
    return failed;
  }
  return temporary;
}

// A new name in a folder is on the disk only after the folder is flushed.
void flush_folder_of(const std::string& path) {
  const Descriptor folder(open(path.substr(0, path.rfind('/')).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() >= 0) fsync(folder.get());
}

// If another process creates the file first, that file stays.
Result<void> make_secret_file(const std::string& path, const Secret& secret, Random& random) {
  const Secret whole(std::string(secret.reveal()) + check_of(secret.reveal()));
  SALLYPORT_TRY(const auto temporary, write_beside(path, whole.reveal(), random));
  const int linked = link(temporary.c_str(), path.c_str());
  const int error = errno;
  unlink(temporary.c_str());
  errno = error;
  if (linked != 0 && error != EEXIST) return file_failure("cannot make", path);
  flush_folder_of(path);
  return {};
}

}  // namespace

Result<void> ensure_data_dir(const std::string& path) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (mkdir(part.c_str(), 0700) != 0 && errno != EEXIST)
      return failure(Kind::unavailable, "data_dir", {}, "cannot make the folder " + part + ": " + std::strerror(errno));
    if (end == std::string::npos) return {};
  }
}

void warn_of_readers(const std::string& data_dir, Log& log) {
  struct stat status{};
  if (stat(data_dir.c_str(), &status) != 0 || (status.st_mode & (S_IRWXG | S_IRWXO)) == 0) return;
  char mode[8];
  std::snprintf(mode, sizeof mode, "%04o", static_cast<unsigned>(status.st_mode & 07777U));
  log.write(Level::warning, "data_dir_open",
            {{"path", data_dir}, {"mode", mode}, {"write", "chmod 700 " + data_dir + ", for its owner alone"}});
}

Result<Secret> read_or_make_secret(const std::string& path, std::size_t size, Random& random) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    SALLYPORT_TRY(auto secret, read_secret_if_any(path, size));
    if (secret) return *std::move(secret);
    SALLYPORT_CHECK(make_secret_file(path, Secret(random.bytes(size)), random));
  }
  return failure(Kind::unavailable, "secret_file", {}, path + " was removed as soon as it was made");
}

Result<std::optional<Secret>> read_secret_if_any(const std::string& path, std::size_t size) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0 && errno == ENOENT) return std::optional<Secret>();
  if (file.get() < 0) return file_failure("cannot read", path);
  SALLYPORT_TRY(auto secret, read_secret(file.get(), path, size));
  return std::optional<Secret>(std::move(secret));
}

Result<void> put_next_in_place(const std::string& path) {
  const std::string previous = path + ".previous";
  const std::string beside = previous + ".new";
  unlink(beside.c_str());  // of a call that was interrupted
  if (link(path.c_str(), beside.c_str()) != 0) return file_failure("cannot link", path);
  if (rename(beside.c_str(), previous.c_str()) != 0) return file_failure("cannot rename", beside);
  unlink(beside.c_str());  // rename() leaves it there if the previous file is this one already
  if (rename((path + ".next").c_str(), path.c_str()) != 0) return file_failure("cannot rename", path + ".next");
  flush_folder_of(path);
  return {};
}

// A link to a file, or a new name, changes its st_ctim.
Result<std::optional<UnixTime>> replaced_at(const std::string& path) {
  struct stat previous{};
  if (stat((path + ".previous").c_str(), &previous) != 0) {
    if (errno == ENOENT) return std::optional<UnixTime>();
    return file_failure("cannot look at", path + ".previous");
  }
  struct stat current{};
  if (stat(path.c_str(), &current) != 0) return file_failure("cannot look at", path);
  if (previous.st_dev == current.st_dev && previous.st_ino == current.st_ino) return std::optional<UnixTime>();
  return std::optional(UnixTime{previous.st_ctim.tv_sec});
}

Result<void> write_private_file(const std::string& path, std::string_view text, Random& random) {
  SALLYPORT_TRY(const auto temporary, write_beside(path, text, random));
  if (rename(temporary.c_str(), path.c_str()) != 0) {
    const auto failed = file_failure("cannot write", path);
    unlink(temporary.c_str());
    return failed;
  }
  flush_folder_of(path);
  return {};
}

}  // namespace sallyport::app
