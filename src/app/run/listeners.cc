#include "app/run/listeners.h"

#include <sys/socket.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "app/os/port_holder.h"

namespace sallyport::app {
namespace {

constexpr std::string_view kListen = "listen";  // the reason of a listen error from net

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  if (!file) return failure(Kind::unavailable, "file", {}, "cannot read " + path);
  return text;
}

bool is_unix(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  return ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0 && address.ss_family == AF_UNIX;
}

bool is_for_health(const InheritedSocket& socket) {
  return socket.name == "health" || socket.name == "admin";
}

}  // namespace

Result<std::optional<net::TlsIdentity>> read_tls(const gateway::ServerSettings& server) {
  if (server.tls_certificate_file.empty()) return std::optional<net::TlsIdentity>();
  SALLYPORT_TRY(auto certificate, read_file(server.tls_certificate_file));
  SALLYPORT_TRY(auto key, read_file(server.tls_key_file));
  return std::optional(net::TlsIdentity{std::move(certificate), Secret(std::move(key))});
}

Result<std::vector<net::Listen>> public_listeners(const gateway::ServerSettings& server,
                                                  const std::vector<InheritedSocket>& sockets) {
  SALLYPORT_TRY(const auto tls, read_tls(server));
  std::vector<net::Listen> tcp;
  std::vector<net::Listen> unix_sockets;
  for (const InheritedSocket& socket : sockets) {
    if (is_for_health(socket)) continue;
    net::Listen inherited;
    inherited.inherited_fd = socket.fd;
    if (is_unix(socket.fd)) {
      unix_sockets.push_back(std::move(inherited));
      continue;
    }
    inherited.tls = tls;
    tcp.push_back(std::move(inherited));
  }
  if (tcp.empty()) {
    net::Listen own;
    own.address = server.address;
    own.port = server.port;
    own.tls = tls;
    tcp.push_back(std::move(own));
  }
  if (unix_sockets.empty() && !server.unix_socket.empty()) {
    net::Listen own;
    own.unix_path = server.unix_socket;
    unix_sockets.push_back(std::move(own));
  }
  tcp.insert(tcp.end(), unix_sockets.begin(), unix_sockets.end());
  return tcp;
}

net::Listen health_listener(const gateway::ServerSettings& server, const std::vector<InheritedSocket>& sockets) {
  net::Listen health;
  health.address = server.admin_address;
  health.port = server.admin_port;
  const auto handed = std::ranges::find_if(sockets, is_for_health);
  if (handed != sockets.end()) health.inherited_fd = handed->fd;
  return health;
}

std::optional<net::Listen> operator_listener(const gateway::ServerSettings& server) {
  if (server.operator_socket.empty()) return std::nullopt;
  net::Listen own;
  own.unix_path = server.operator_socket;
  own.unix_mode = 0600;
  return own;
}

net::ServerLimits public_limits(const gateway::ServerTimeouts& timeouts) {
  net::ServerLimits limits;
  limits.header_timeout = timeouts.header;
  limits.idle_timeout = timeouts.idle;
  limits.body_timeout = timeouts.body;
  limits.write_timeout = timeouts.write;
  limits.drain_timeout = timeouts.drain;
  return limits;
}

net::ServerLimits inner_limits() {
  net::ServerLimits limits;
  limits.connections = 32;
  limits.drain_timeout = std::chrono::milliseconds(500);
  return limits;
}

Error explain_public(Error error) {
  if (error.reason != kListen) return error;
  error.reason = error.detail.starts_with('/') ? "listen_unix" : "listen_public";
  return with_port_holder(std::move(error));
}

Error explain_health(Error error) {
  if (error.reason != kListen) return error;
  error.reason = "listen_health";
  return with_port_holder(std::move(error));
}

}  // namespace sallyport::app
