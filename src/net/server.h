// The HTTP server: listeners and event loops around a handler. One loop per thread, SO_REUSEPORT, nothing shared.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "base/secret.h"
#include "http/handler.h"

namespace sallyport::net {

struct TlsIdentity {
  std::string certificate_pem;  // leaf first, then the chain
  Secret key_pem;
};

struct Listen {
  std::string address;    // "127.0.0.1", "::1", "0.0.0.0"
  int port = 0;           // 0: any free one; the server tells which
  std::string unix_path;  // instead of address and port; mode 0660
  std::optional<TlsIdentity> tls;
  int inherited_fd = -1;  // a listening socket that systemd handed over
};

struct ServerLimits {
  std::size_t header_bytes = 32 * 1024;             // request line and headers: 431
  std::size_t header_count = 100;                   // 431
  std::size_t target_bytes = 8 * 1024;              // 414
  std::size_t connections = 20000;                  // beyond: accepting pauses
  std::chrono::milliseconds header_timeout{10000};  // from the first byte to the end of the head; TLS; the first byte
  std::chrono::milliseconds idle_timeout{75000};    // between two requests
  std::chrono::milliseconds body_timeout{30000};    // for each 4 kB of a body
  std::chrono::milliseconds write_timeout{30000};   // between two writes that the client took something of
  std::chrono::milliseconds drain_timeout{10000};   // at stop
  std::chrono::milliseconds upgrade_check_interval{3000};   // how often its watch is asked
  std::chrono::milliseconds upgrade_idle_timeout{3600000};  // an upgraded connection without a byte either way
};

using MakeHandler = std::function<std::unique_ptr<http::Handler>()>;  // called once per loop

class NameService;
class Workers;

class Server {
 public:
  // One listener set served by `loops` event loops, each with a handler of its own. `extra_headers` are put on every
  // response that does not name them itself (security headers). Errors: unavailable/"listen" (detail names address and
  // cause).
  struct Settings {
    std::vector<Listen> listen;
    ServerLimits limits;
    int loops = 1;
    std::string name;  // for the log: "gateway"
    std::vector<http::Header> extra_headers;
    http::PreparedHeaders refusal_lines{};  // of what the server answers by itself: 400, 408, 503; may be null
    std::shared_ptr<NameService> names{};   // for the hosts of upstreams; null: the system's
  };
  static Result<std::unique_ptr<Server>> start(Settings settings, MakeHandler make_handler, Workers& workers, Log& log);

  // Stops at once. Deferred work may still run on its worker, and keeps its handler alive; what else it refers to must
  // outlive the workers.
  virtual ~Server() = default;

  // The port of each TCP listener, in the order of Settings::listen, inherited ones included.
  virtual std::vector<int> ports() const = 0;

  // Stops accepting, finishes what is under way up to drain_timeout, then answers 503 to what still waits and closes.
  // Blocks, half a second longer at most.
  virtual void stop() = 0;

  // Connections from now on use this identity, where their listener has TLS; absent: they stay as they are. What is
  // trusted for upstreams is read anew. Errors: unavailable/"listen_tls"; then nothing has changed.
  virtual Result<void> renew_tls(const std::optional<TlsIdentity>& identity) = 0;

  // Whether every event loop came round lately.
  virtual bool responsive(std::chrono::milliseconds lately) const = 0;

  struct Counters {
    std::uint64_t requests = 0;
    std::uint64_t connections_open = 0;
    std::uint64_t upstream_connections = 0;
    std::uint64_t connections_accepted = 0;
    std::uint64_t refused_malformed = 0;
    std::uint64_t workers_saturated = 0;
  };
  virtual Counters counters() const = 0;
};

}  // namespace sallyport::net
