// Opens connections to upstreams, and keeps idle ones for further requests. Each loop has its own pool.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/upstream.h"
#include "net/engine/connector_native.h"
#include "net/engine/deadlines.h"
#include "net/engine/quota.h"
#include "net/engine/read_buffer.h"
#include "net/engine/transport_native.h"
#include "net/http1/message_head.h"

namespace sallyport::net {

// A connection to an upstream, with the buffers and parsers that its exchanges use one after the other.
struct UpstreamConnection {
  UpstreamConnection(Readiness& readiness, Quota& quota) : seat(quota), transport(readiness) {}

  Seat seat;
  Transport transport;
  ReadBuffer in;
  std::string out;
  HeadScan scan;
  ResponseHeadParser parser;
  // Resets the buffers for another exchange.
  void make_ready() {
    constexpr std::size_t kQuiet = 4096;  // a larger output buffer is freed
    in.release();
    scan.restart();
    out.clear();
    if (out.capacity() > kQuiet) out = std::string();
  }

  bool reused = false;
  Deadlines::Clock::time_point idle_since{};
};

// Only the loop's thread may use it. The services that the constructor gets must outlive it.
class UpstreamPool {
 public:
  UpstreamPool(Readiness& readiness, Deadlines& deadlines, Quota& quota, Names names)
      : readiness_(readiness), deadlines_(deadlines), quota_(quota), names_(std::move(names)) {}

  // Takes an idle connection that still looks alive out of the pool; null if there is none.
  std::shared_ptr<UpstreamConnection> take(const http::Upstream& upstream);

  // Keeps the connection for another request, or closes it if enough are kept. Requires: the connection has no
  // unread bytes and no pending read or write.
  void give_back(const http::Upstream& upstream, std::shared_ptr<UpstreamConnection> connection);

  // Begins to open a connection. `done` is called once, on the loop and after this has returned, with the connection or
  // with an error and null. The caller can cancel the returned Connector.
  // Errors: unavailable/"upstream_tls", "upstream_limit" (the maximum number of connections is open).
  using Connected = std::function<void(ErrorCode, std::shared_ptr<UpstreamConnection>)>;
  Result<std::shared_ptr<Connector>> connect(std::shared_ptr<const http::Upstream> upstream, Connected done);

  void drop_old();                     // closes connections that were idle for too long; called at each tick
  void forget_tls() { tls_.clear(); }  // so that the CA files are read again
  void close() { kept_.clear(); }      // closes the idle connections

 private:
  struct Kept {
    http::Upstream upstream;
    std::vector<std::shared_ptr<UpstreamConnection>> idle;  // the most recently used one is at the back
  };

  Kept* find(const http::Upstream& upstream);

  Readiness& readiness_;
  Deadlines& deadlines_;
  Quota& quota_;
  Names names_;
  std::vector<Kept> kept_;                // searched from the start, because upstreams are few
  std::map<std::string, ClientTls> tls_;  // by ca_file
};

}  // namespace sallyport::net
