#include "app/os/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/text.h"

namespace sallyport::app {
namespace {

// The process that holds the lock wrote its number into the file. The number is only a hint for people, because the
// kernel keeps the lock itself.
std::string holder(int fd) {
  std::array<char, 32> text{};
  const auto size = ::pread(fd, text.data(), text.size(), 0);
  const auto number = size > 0 ? parse_decimal({text.data(), static_cast<std::size_t>(size)}) : std::nullopt;
  return number ? "process " + std::to_string(*number) : "another process";
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::string& folder, std::string_view program) {
  const std::string path = folder + "/" + std::string(program) + ".lock";
  FolderLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (lock.fd_ < 0) return failure(Kind::unavailable, "folder_lock", {}, path + ": " + std::strerror(errno));
  if (::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return failure(Kind::unavailable, "folder_lock", {}, path + ": " + std::strerror(errno));
    return failure(Kind::conflict, "folder_in_use", {},
                   folder + " is used by a " + std::string(program) + " that runs already (" + holder(lock.fd_) +
                       "); stop that one, or name another folder with --data-dir");
  }
  const std::string own = std::to_string(::getpid());
  const bool written = ::ftruncate(lock.fd_, 0) == 0 &&
                       ::pwrite(lock.fd_, own.data(), own.size(), 0) == static_cast<ssize_t>(own.size());
  if (!written) return failure(Kind::unavailable, "folder_lock", {}, path + ": " + std::strerror(errno));
  return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FolderLock::~FolderLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace sallyport::app
