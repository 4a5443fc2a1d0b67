#include <netinet/in.h>
#include <netinet/tcp.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>

#include "base/text.h"
#include "net/engine/connector_native.h"

namespace sallyport::net {
namespace {

asio::ip::tcp::endpoint endpoint_of(const IpAddress& address, std::uint16_t port) {
  const asio::ip::address_v6 v6(address.bytes);
  if (v6.is_v4_mapped()) return {asio::ip::make_address_v4(asio::ip::v4_mapped, v6), port};
  return {v6, port};
}

}  // namespace

Connector::Connector(std::shared_ptr<Transport> transport, Executor executor, Names names,
                     std::shared_ptr<const http::Upstream> upstream, ClientTls tls, Done done)
    : transport_(std::move(transport)),
      executor_(std::move(executor)),
      names_(std::move(names)),
      upstream_(std::move(upstream)),
      tls_(std::move(tls)),
      done_(std::move(done)) {}

void Connector::start() {
  asio::post(executor_, [self = shared_from_this()] {
    if (self->done_) self->resolve();
  });
}

void Connector::cancel() {
  done_ = nullptr;
  if (const auto question = std::exchange(question_, nullptr)) question->forget(this);
  transport_->close();
}

void Connector::resolve() {
  constexpr std::size_t kMostPath = 107;  // sun_path without its final zero byte
  if (!upstream_->unix_path.empty()) {
    if (upstream_->unix_path.size() > kMostPath) return finish(asio::error::name_too_long);
    endpoints_.emplace_back(asio::local::stream_protocol::endpoint(upstream_->unix_path));
    return try_next(ErrorCode());
  }
  const auto number = parse_decimal(upstream_->port);
  if (!number || *number < 1 || *number > 65535) return finish(asio::error::service_not_found);
  const auto port = static_cast<std::uint16_t>(*number);
  ErrorCode error;
  if (const auto address = asio::ip::make_address(upstream_->host, error); !error) {
    endpoints_.emplace_back(asio::ip::tcp::endpoint(address, port));
    return try_next(ErrorCode());
  }
  question_ = names_.service->ask(upstream_->host);
  question_->tell(this, [mailbox = names_.mailbox, port, client = weak_from_this()](const Result<Addresses>& found) {
    mailbox->post([client, found, port] {
      if (const auto self = client.lock(); self && self->done_) self->resolved(found, port);
    });
  });
}

void Connector::resolved(const Result<Addresses>& found, std::uint16_t port) {
  question_.reset();
  if (found)
    for (const auto& address : *found) endpoints_.emplace_back(endpoint_of(address, port));
  try_next(ErrorCode(asio::error::host_not_found));
}

// Tries the next address. If none is left, the caller gets `last` as the error.
void Connector::try_next(ErrorCode last) {
  if (next_ == endpoints_.size()) return finish(last ? last : ErrorCode(asio::error::host_not_found));
  const Endpoint endpoint = endpoints_[next_++];
  transport_->close();  // closes the socket of the previous attempt
  transport_->connect(*endpoint.data(), static_cast<socklen_t>(endpoint.size()),
                      [self = shared_from_this()](ErrorCode error, std::size_t) {
                        if (!self->done_) return;
                        if (error) return self->try_next(error);
                        self->secure();
                      });
}

void Connector::secure() {
  const int on = 1;
  if (upstream_->unix_path.empty()) ::setsockopt(transport_->fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (!tls_) return finish(ErrorCode());
  TlsStream& tls = transport_->add_tls(*tls_->native_handle(), TlsStream::Role::client);
  if (!tls.expect(upstream_->host)) return finish(asio::error::invalid_argument);
  transport_->handshake([self = shared_from_this()](ErrorCode error, std::size_t) {
    if (self->done_) self->finish(error);
  });
}

void Connector::finish(ErrorCode error) {
  if (error) transport_->close();
  std::exchange(done_, nullptr)(error);
}

}  // namespace sallyport::net
