// Finds the program that listens on a port of this machine, as far as /proc shows it. An error about a port in use can
// then name that program.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace sallyport::app {

// The program that listens on this TCP port, as "nginx (process 123)". Absent if no program listens there, or if the
// process belongs to another user, whose descriptors this process may not read. Source: proc(5), /proc/net/tcp and
// /proc/PID/fd.
std::optional<std::string> holder_of_port(int port);

// Adds the program that holds the port to a listener's error ("127.0.0.1 port 8585: Address already in use"), if it can
// be found. Returns every other error unchanged.
Error with_port_holder(Error error);

}  // namespace sallyport::app
