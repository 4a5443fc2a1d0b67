// The HTTP server. It listens, parses requests, and asks a handler what to do with each of them. It has one or more
// event loops. Each loop has its own thread, sockets and handler, and the kernel distributes the connections over the
// loops (SO_REUSEPORT).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "http/handler.h"
#include "net/engine/listen_socket.h"

namespace sallyport::net {

// Limits on what clients may use. A number such as 431 is the status of the answer to a request that exceeds the limit.
struct ServerLimits {
  std::size_t header_bytes = 32 * 1024;             // request line and headers: 431
  std::size_t header_count = 100;                   // 431
  std::size_t target_bytes = 8 * 1024;              // 414
  std::size_t connections = 20000;                  // of all loops together; accepting pauses at this number
  std::chrono::milliseconds header_timeout{10000};  // for a head, from its first byte (the first head: from accept)
  std::chrono::milliseconds idle_timeout{75000};    // until the first byte of the next head
  std::chrono::milliseconds body_timeout{30000};    // for each 4 kB of a body: 408
  std::chrono::milliseconds write_timeout{30000};   // for the client to accept each 4 kB of an answer
  std::chrono::milliseconds drain_timeout{10000};   // for requests to finish after stop(), then 503
  std::chrono::milliseconds watch_interval{3000};   // how often the watch of a proxied exchange is called
  std::chrono::milliseconds watch_patience{30000};  // how long the watch may fail before the exchange ends
  std::chrono::milliseconds upgrade_idle_timeout{3600000};  // how long an upgraded connection may be silent
};

using MakeHandler = std::function<std::unique_ptr<http::Handler>()>;  // start() calls it once per loop

class NameService;
class Workers;

// A running server. Only the thread that owns it may call its functions, unless a comment says "any thread".
class Server {
 public:
  struct Settings {
    std::vector<Listen> listen;  // every loop listens at each of these places
    ServerLimits limits;
    int loops = 1;                            // event loops, each with a thread and a handler of its own
    std::string name;                         // in each log line and of the threads, such as "gateway"
    std::vector<http::Header> extra_headers;  // added to each response that lacks them, such as security headers
    http::PreparedHeaders refusal_lines{};    // added to the server's own answers (400, 408, 503); may be null
    std::shared_ptr<NameService> names{};     // looks up the hosts of upstreams; null: the system's
  };

  // Opens the listeners, makes a handler for each loop, and starts the loops. The caller owns the server. Workers and
  // log must outlive it.
  // Errors: unavailable/"listen", whose detail names the address and the cause; unavailable/"listen_tls" for an
  // unusable identity.
  static Result<std::unique_ptr<Server>> start(Settings settings, MakeHandler make_handler, Workers& workers, Log& log);

  // Closes every connection immediately. Deferred work may still run on its worker thread. It keeps its handler alive;
  // everything else that it uses must outlive the workers.
  virtual ~Server() = default;

  // The port of each TCP listener, in the order of Settings::listen, inherited ones included.
  virtual std::vector<int> ports() const = 0;

  // Stops accepting and lets requests that have begun finish for up to drain_timeout. Then it answers 503 to those that
  // still wait, and closes their connections. Blocks for at most drain_timeout and half a second.
  virtual void stop() = 0;

  // Listeners with TLS use this identity for new connections; if it is absent, they keep their own. In both cases the
  // CA files for upstreams are read again. Errors: unavailable/"listen_tls", after which nothing has changed.
  virtual Result<void> renew_tls(const std::optional<TlsIdentity>& identity) = 0;

  // Any thread: whether every event loop has ticked within the time `lately`. A loop that has not is stuck in a
  // handler.
  virtual bool responsive(std::chrono::milliseconds lately) const = 0;

  // Any thread. The numbers count from the start of the server, except connections_open and upstream_connections, which
  // are the current numbers.
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
