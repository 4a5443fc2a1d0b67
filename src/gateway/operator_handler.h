// The handler of the operator's socket, a unix socket beside the public listener. It answers the security API alone,
// and takes the owner of the machine for an administrator, without a token: the kernel says whose process connected.
// The audit trail names the operator by the machine's user. Browsers cannot reach a unix socket, and no cookie or token
// counts there, so the checks against foreign pages have nothing to check.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "gateway/parts.h"
#include "http/handler.h"

namespace sallyport::gateway {

struct MachineUsers {
  std::uint32_t gateway = 0;                            // the user of the gateway; only this one and root get an answer
  std::function<std::string(std::uint32_t)> name_of{};  // the name of a user; empty if the machine has none
};

// Makes the handler. It runs every row on a worker, also in front of an OpenMetadata, whose paths are its own only for
// clients of the public listener. 403: the peer is another user, or no unix socket.
std::unique_ptr<http::Handler> make_operator_handler(const PartsInForce& in_force, MachineUsers users);

}  // namespace sallyport::gateway
