#include "net/engine/listen_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace sallyport::net {
namespace {

constexpr int kBacklog = 4096;  // the kernel reduces it to net.core.somaxconn

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

Failure cannot_listen(std::string_view where, int error) {
  return failure(Kind::unavailable, "listen", "", std::string(where) + ": " + std::strerror(error));
}

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

Result<Address> parse_address(const Listen& listen) {
  Address out;
  auto* const v4 = reinterpret_cast<sockaddr_in*>(&out.storage);
  auto* const v6 = reinterpret_cast<sockaddr_in6*>(&out.storage);
  if (listen.port < 0 || listen.port > 65535) return cannot_listen(listen.address, EINVAL);
  if (::inet_pton(AF_INET, listen.address.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(static_cast<std::uint16_t>(listen.port));
    out.size = sizeof *v4;
    return out;
  }
  if (::inet_pton(AF_INET6, listen.address.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(static_cast<std::uint16_t>(listen.port));
    out.size = sizeof *v6;
    return out;
  }
  return failure(Kind::unavailable, "listen", "", listen.address + ": not an IP address");
}

Result<int> open_tcp(const Listen& listen, PortSharing sharing) {
  const std::string where = listen.address + " port " + std::to_string(listen.port);
  SALLYPORT_TRY(const Address address, parse_address(listen));
  Descriptor fd(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (fd.get() < 0) return cannot_listen(where, errno);
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address.storage.ss_family == AF_INET6) ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (sharing != PortSharing::no) ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  if (::bind(fd.get(), address.get(), address.size) != 0) return cannot_listen(where, errno);
  if (::listen(fd.get(), kBacklog) != 0) return cannot_listen(where, errno);
  return fd.release();
}

bool somebody_listens(const sockaddr_un& address) {
  const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const auto* const to = reinterpret_cast<const sockaddr*>(&address);
  return ::connect(probe.get(), to, sizeof address) == 0 || errno != ECONNREFUSED;
}

Result<int> open_unix(const std::string& path, unsigned mode) {
  sockaddr_un address{};
  if (path.size() >= sizeof address.sun_path) return cannot_listen(path, ENAMETOOLONG);
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  struct stat there{};
  if (::lstat(path.c_str(), &there) == 0) {
    if (!S_ISSOCK(there.st_mode)) return failure(Kind::unavailable, "listen", "", path + ": is there and no socket");
    if (somebody_listens(address)) return cannot_listen(path, EADDRINUSE);
    ::unlink(path.c_str());
  }
  Descriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (fd.get() < 0) return cannot_listen(path, errno);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return cannot_listen(path, errno);
  // No client can connect before listen(), so the file has its mode before the first connection.
  if (::chmod(path.c_str(), mode) != 0 || ::listen(fd.get(), kBacklog) != 0) return cannot_listen(path, errno);
  return fd.release();
}

Result<int> take_inherited(int fd) {
  int listening = 0;
  socklen_t size = sizeof listening;
  const std::string where = "descriptor " + std::to_string(fd);
  if (::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0) return cannot_listen(where, errno);
  if (listening == 0) return failure(Kind::unavailable, "listen", "", where + ": is no listening socket");
  const int own = ::fcntl(fd, F_DUPFD_CLOEXEC, 3);
  if (own < 0) return cannot_listen(where, errno);
  ::fcntl(own, F_SETFL, ::fcntl(own, F_GETFL) | O_NONBLOCK);
  return own;
}

}  // namespace

Result<int> open_listen_socket(const Listen& listen, PortSharing sharing) {
  if (listen.inherited_fd >= 0) return take_inherited(listen.inherited_fd);
  if (!listen.unix_path.empty()) return open_unix(listen.unix_path, listen.unix_mode);
  if (sharing == PortSharing::first && listen.port != 0) {
    // With SO_REUSEPORT this socket could join another program on the same port. A bind without it fails in that case.
    SALLYPORT_TRY(const int probe, open_tcp(listen, PortSharing::no));
    ::close(probe);
  }
  return open_tcp(listen, sharing);
}

int port_of(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return 0;
}

}  // namespace sallyport::net
