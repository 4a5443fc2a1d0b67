#include "app/config/section/surroundings.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace sallyport::app::config {
namespace {

constexpr std::size_t kMaxFile = 1 << 20;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

Failure unreadable(const char* why) {
  return failure(Kind::unavailable, "config_file", {}, why);
}

Result<FileText> read_regular_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // a FIFO must not block the open
  if (file.get() < 0) return unreadable(std::strerror(errno));
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return unreadable(std::strerror(errno));
  if (!S_ISREG(status.st_mode)) return unreadable("no regular file");
  FileText result;
  result.readable_by_others = (status.st_mode & (S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH)) != 0;
  char buffer[16384];
  for (;;) {
    const auto count = ::read(file.get(), buffer, sizeof buffer);
    if (count < 0) return unreadable(std::strerror(errno));
    if (count == 0) return result;
    result.text.append(buffer, static_cast<std::size_t>(count));
    if (result.text.size() > kMaxFile) return unreadable("larger than 1 MiB");
  }
}

std::optional<unsigned> permissions_of(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return static_cast<unsigned>(status.st_mode & 07777);
}

}  // namespace

Surroundings process_surroundings() {
  return {[](std::string_view name) -> std::optional<std::string> {
            const char* value = std::getenv(std::string(name).c_str());
            return value == nullptr ? std::nullopt : std::optional<std::string>(value);
          },
          read_regular_file, permissions_of};
}

}  // namespace sallyport::app::config
