// Makes one connection to an upstream. It finds the upstream's addresses, tries them in turn, and verifies the
// certificate.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/upstream.h"
#include "net/engine/mailbox_native.h"
#include "net/engine/name_service.h"
#include "net/engine/transport_native.h"

namespace sallyport::net {

using ClientTls = std::shared_ptr<asio::ssl::context>;  // null: no TLS

// The service that looks up hosts, and the mailbox through which its answers reach the loop that asked.
struct Names {
  std::shared_ptr<NameService> service;
  std::shared_ptr<Mailbox> mailbox;
};

// Only its loop may use it. It has no deadline of its own: its caller sets a timer and calls cancel() when the timer
// runs out.
class Connector : public std::enable_shared_from_this<Connector> {
 public:
  // Called once, on the loop and never from within start(), unless cancel() comes first. The caller must not use the
  // transport before that. After an error the transport is closed, and the error is that of the last address.
  using Done = std::function<void(ErrorCode)>;

  Connector(std::shared_ptr<Transport> transport, Executor executor, Names names,
            std::shared_ptr<const http::Upstream> upstream, ClientTls tls, Done done);
  void start();
  void cancel();

 private:
  using Endpoint = asio::generic::stream_protocol::endpoint;

  void resolve();
  void resolved(const Result<Addresses>& found, std::uint16_t port);
  void try_next(ErrorCode last);
  void secure();
  void finish(ErrorCode error);

  std::shared_ptr<Transport> transport_;
  Executor executor_;
  Names names_;
  std::shared_ptr<const http::Upstream> upstream_;
  ClientTls tls_;
  Done done_;
  std::shared_ptr<NameQuestion> question_;  // null unless a look-up is open
  std::vector<Endpoint> endpoints_;
  std::size_t next_ = 0;
};

}  // namespace sallyport::net
