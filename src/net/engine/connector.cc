#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>

#include "base/text.h"
#include "net/loop_native.h"
#include "net/upstream_pool_native.h"

namespace sallyport::net {
namespace {

asio::ip::tcp::endpoint endpoint_of(const IpAddress& address, std::uint16_t port) {
  const asio::ip::address_v6 v6(address.bytes);
  if (v6.is_v4_mapped()) return {asio::ip::make_address_v4(asio::ip::v4_mapped, v6), port};
  return {v6, port};
}

}  // namespace

Connector::Connector(Readiness& readiness, Census& census, Names names, std::shared_ptr<const http::Upstream> upstream,
                     UpstreamTls tls, Done done)
    : readiness_(readiness),
      census_(census),
      names_(std::move(names)),
      upstream_(std::move(upstream)),
      tls_(std::move(tls)),
      done_(std::move(done)) {}

// Never calls `done` before it returns.
void Connector::start() {
  asio::post(readiness_.executor(), [self = shared_from_this()] {
    if (self->done_) self->resolve();
  });
}

void Connector::cancel() {
  done_ = nullptr;
  if (const auto question = std::exchange(question_, nullptr)) question->forget(this);
  if (connection_) connection_->transport.close();
}

void Connector::resolve() {
  constexpr std::size_t kMostPath = 107;  // sun_path without its end
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

// The error of the last address is the one to tell.
void Connector::try_next(ErrorCode last) {
  if (next_ == endpoints_.size()) return finish(last ? last : ErrorCode(asio::error::host_not_found));
  connection_ = std::make_shared<UpstreamConnection>(readiness_, census_);
  const Endpoint endpoint = endpoints_[next_++];
  connection_->transport.connecting().async_connect(endpoint, [self = shared_from_this()](ErrorCode error) {
    if (!self->done_) return;
    if (error) return self->try_next(error);
    self->secure();
  });
}

void Connector::secure() {
  connection_->transport.connected();
  const int on = 1;
  if (upstream_->unix_path.empty()) ::setsockopt(connection_->transport.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (!tls_) return finish(ErrorCode());
  auto& stream = connection_->transport.add_tls(*tls_, endpoints_[next_ - 1].protocol().family());
  ErrorCode error;
  stream.set_verify_callback(asio::ssl::host_name_verification(upstream_->host), error);
  if (error) return finish(error);
  asio::ip::make_address(upstream_->host, error);
  const bool is_name = static_cast<bool>(error);  // RFC 6066 3: no server name for an address
  if (is_name) SSL_set_tlsext_host_name(stream.native_handle(), upstream_->host.c_str());
  stream.async_handshake(asio::ssl::stream_base::client, [self = shared_from_this()](ErrorCode failed) {
    if (self->done_) self->finish(failed);
  });
}

void Connector::finish(ErrorCode error) {
  const Done done = std::exchange(done_, nullptr);
  auto connection = std::move(connection_);
  done(error, error ? nullptr : std::move(connection));
}

}  // namespace sallyport::net
