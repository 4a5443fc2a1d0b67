// Connections to upstreams: making them, and keeping those that may carry another request. One pool per loop.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/upstream.h"
#include "net/deadlines.h"
#include "net/message_head.h"
#include "net/name_service.h"
#include "net/read_buffer.h"
#include "net/transport_native.h"

namespace sallyport::net {

struct Census;
class Mailbox;

// One of the connections to upstreams that there may be.
class UpstreamSeat {
 public:
  explicit UpstreamSeat(Census& census);
  ~UpstreamSeat();
  UpstreamSeat(const UpstreamSeat&) = delete;
  UpstreamSeat& operator=(const UpstreamSeat&) = delete;

 private:
  Census& census_;
};

struct UpstreamConnection {
  UpstreamConnection(Readiness& readiness, Census& census) : seat(census), transport(readiness) {}

  UpstreamSeat seat;
  Transport transport;
  ReadBuffer in;
  std::string out;
  HeadScan scan;
  ResponseHeadParser parser;
  // For another exchange.
  void make_ready() {
    constexpr std::size_t kQuiet = 4096;  // what is kept of a large buffer
    in.release();
    scan.restart();
    out.clear();
    if (out.capacity() > kQuiet) out = std::string();
  }

  bool reused = false;
  Deadlines::Clock::time_point idle_since{};
};

using UpstreamTls = std::shared_ptr<asio::ssl::context>;

// Where the addresses of upstreams come from, and how they find the loop that asked.
struct Names {
  std::shared_ptr<NameService> service;
  std::shared_ptr<Mailbox> mailbox;
};

// Makes one connection: resolves, tries each address, verifies TLS. Calls `done` once, unless cancelled.
class Connector : public std::enable_shared_from_this<Connector> {
 public:
  using Done = std::function<void(ErrorCode, std::shared_ptr<UpstreamConnection>)>;

  Connector(Readiness& readiness, Census& census, Names names, std::shared_ptr<const http::Upstream> upstream,
            UpstreamTls tls, Done done);
  void start();
  void cancel();

 private:
  using Endpoint = asio::generic::stream_protocol::endpoint;

  void resolve();
  void resolved(const Result<Addresses>& found, std::uint16_t port);
  void try_next(ErrorCode last);
  void secure();
  void finish(ErrorCode error);

  Readiness& readiness_;
  Census& census_;
  Names names_;
  std::shared_ptr<const http::Upstream> upstream_;
  UpstreamTls tls_;
  Done done_;
  std::shared_ptr<NameQuestion> question_;  // while it is open
  std::vector<Endpoint> endpoints_;
  std::size_t next_ = 0;
  std::shared_ptr<UpstreamConnection> connection_;
};

class UpstreamPool {
 public:
  UpstreamPool(Readiness& readiness, Deadlines& deadlines, Census& census, Names names)
      : readiness_(readiness), deadlines_(deadlines), census_(census), names_(std::move(names)) {}

  // A connection that was kept and still looks alive; null where there is none.
  std::shared_ptr<UpstreamConnection> take(const http::Upstream& upstream);

  // Keeps it for another request. Shape: nothing unread, nothing under way.
  void give_back(const http::Upstream& upstream, std::shared_ptr<UpstreamConnection> connection);

  // Errors: unavailable/"upstream_tls", "upstream_limit" (as many connections as there may be).
  Result<std::shared_ptr<Connector>> connect(std::shared_ptr<const http::Upstream> upstream, Connector::Done done);

  void drop_old();
  void forget_tls() { tls_.clear(); }  // so that the files are read anew
  void close() { kept_.clear(); }

 private:
  struct Kept {
    http::Upstream upstream;
    std::vector<std::shared_ptr<UpstreamConnection>> idle;  // the one used last is at the back
  };

  Kept* find(const http::Upstream& upstream);

  Readiness& readiness_;
  Deadlines& deadlines_;
  Census& census_;
  Names names_;
  std::vector<Kept> kept_;                  // upstreams are few
  std::map<std::string, UpstreamTls> tls_;  // by ca_file
};

}  // namespace sallyport::net
