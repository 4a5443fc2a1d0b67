// Opens the sockets that a server listens on. They are plain descriptors: the caller owns and closes them.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "net/engine/tls_identity.h"

namespace sallyport::net {

// One place to listen at: the inherited socket if there is one, else the unix socket if its path is set, else the
// address and port.
struct Listen {
  std::string address{};             // "127.0.0.1", "::1", "0.0.0.0"
  int port = 0;                      // 0: any free port, which port_of() returns
  std::string unix_path{};           // the path of a unix socket
  unsigned unix_mode = 0660;         // the permissions of its file
  std::optional<TlsIdentity> tls{};  // absent: plain HTTP
  int inherited_fd = -1;             // a listening socket from systemd; it is duplicated, and stays the caller's
};

// Several loops can listen on one port, each with its own socket (SO_REUSEPORT). The first socket is opened only if no
// other program listens there; the further ones join it.
enum class PortSharing { no, first, further };

// Opens a non-blocking listening socket. A leftover file of a unix socket is replaced, but only if no program listens
// on it.
// Errors: unavailable/"listen"; the detail names the address and the cause.
Result<int> open_listen_socket(const Listen& listen, PortSharing sharing);

// The port that the socket is bound to; 0 for a unix socket.
int port_of(int fd);

}  // namespace sallyport::net
