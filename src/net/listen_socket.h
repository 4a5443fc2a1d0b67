// Listening sockets as descriptors.
#pragma once

#include "base/result.h"
#include "net/server.h"

namespace sallyport::net {

// Whether other loops of this server listen on the port, too: the first of them makes sure that nobody else does.
enum class PortSharing { no, first, further };

// A socket that listens, non-blocking. Errors: unavailable/"listen"; detail names the address and the cause.
// A unix socket's file gets mode 0660; a file that is left from before is removed only where nobody listens on it.
Result<int> open_listen_socket(const Listen& listen, PortSharing sharing);

// The port that the kernel gave; 0 for a unix socket.
int port_of(int fd);

}  // namespace sallyport::net
