#include "app/os/service_manager.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>

#include "base/text.h"

namespace sallyport::app {
namespace {

constexpr int kFirstInherited = 3;  // SD_LISTEN_FDS_START
constexpr long long kMostInherited = 16;

std::optional<long long> number(const config::Environment& environment, std::string_view name) {
  const auto text = environment(name);
  return text ? parse_decimal(*text) : std::nullopt;
}

bool is_us(const config::Environment& environment, std::string_view name) {
  const auto pid = number(environment, name);
  return !pid || *pid == ::getpid();
}

Failure contradiction(std::string detail) {
  return failure(Kind::malformed, "listen_fds", "sd_listen_fds(3)", std::move(detail));
}

}  // namespace

ServiceManager::ServiceManager(const config::Environment& environment)
    : socket_(environment("NOTIFY_SOCKET").value_or("")) {
  const auto microseconds = number(environment, "WATCHDOG_USEC");
  if (microseconds && *microseconds >= 1000 && is_us(environment, "WATCHDOG_PID"))
    watchdog_ = std::chrono::milliseconds(*microseconds / 1000);
}

void ServiceManager::notify(std::string_view state) const {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_.size() < 2 || socket_.size() >= sizeof address.sun_path) return;
  std::memcpy(address.sun_path, socket_.data(), socket_.size());
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  ::sendto(fd, state.data(), state.size(), MSG_NOSIGNAL | MSG_DONTWAIT, reinterpret_cast<const sockaddr*>(&address),
           size);
  ::close(fd);
}

void ServiceManager::notify_reloading() const {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now.tv_sec * 1'000'000LL + now.tv_nsec / 1000));
}

Result<std::vector<InheritedSocket>> inherited_sockets(const config::Environment& environment) {
  std::vector<InheritedSocket> sockets;
  const auto pid = number(environment, "LISTEN_PID");
  if (!pid || *pid != ::getpid()) return sockets;  // meant for another process
  const auto count = number(environment, "LISTEN_FDS");
  if (!count || *count < 0 || *count > kMostInherited) return contradiction("LISTEN_FDS is no number up to 16");
  const std::string names = environment("LISTEN_FDNAMES").value_or("");
  const auto words = split_words(names, ':');
  if (!names.empty() && words.size() != static_cast<std::size_t>(*count))
    return contradiction("LISTEN_FDNAMES has another count than LISTEN_FDS");
  for (int i = 0; i < static_cast<int>(*count); ++i) {
    const int fd = kFirstInherited + i;
    if (::fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) return contradiction("descriptor " + std::to_string(fd) + " is closed");
    sockets.push_back({fd, names.empty() ? "" : std::string(words[static_cast<std::size_t>(i)])});
  }
  return sockets;
}

}  // namespace sallyport::app
