// Listening sockets as descriptors.
#pragma once

#include "base/result.h"
#include "net/server.h"

namespace sallyport::net {

enum class PortSharing { no, between_loops };

// A socket that listens, non-blocking. Errors: unavailable/"listen"; detail names the address and the cause.
// A unix socket's file gets mode 0660; a file that is left from before is removed only where nobody listens on it.
Result<int> open_listen_socket(const Listen& listen, PortSharing sharing);

// The port that the kernel gave; 0 for a unix socket.
int port_of(int fd);

}  // namespace sallyport::net
