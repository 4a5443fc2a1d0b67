#include <algorithm>
#include <array>

#include "net/proxy_exchange_native.h"

namespace sallyport::net {

ProxyExchange::ProxyExchange(std::shared_ptr<Connection> client, http::Forward forward)
    : client_(std::move(client)),
      forward_(std::move(forward)),
      upload_timer_(client_->loop().deadlines(), [this] { upload_ran_out(); }),
      download_timer_(client_->loop().deadlines(), [this] { download_ran_out(); }) {}

void ProxyExchange::start() {
  const auto self = shared_from_this();
  had_body_ = client_->head().body.kind != Framing::none;
  if (const auto sound = check(); !sound) {
    client_->loop().log(Level::error, "forward_refused", {{"reason", std::string(sound.error().reason)}});
    return fail(500);
  }
  attempt();
}

// What the handler made is checked once more: one line break too many here would be a request of the client's choosing.
Result<void> ProxyExchange::check() const {
  if (!forward_.upstream) return failure(Kind::internal, "forward_upstream");
  if (!is_origin_form(forward_.target)) return failure(Kind::internal, "forward_target", "RFC 9112 3.2.1");
  if (!is_host(forward_.host)) return failure(Kind::internal, "forward_host", "RFC 9110 7.2");
  if (!are_plain_field_lines(forward_.headers)) return failure(Kind::internal, "forward_headers", "RFC 9110 7.6.1");
  return {};
}

void ProxyExchange::attempt() {
  if (!retried_) upstream_connection_ = client_->loop().upstreams().take(upstream());
  if (!upstream_connection_) return connect();
  promise_continue();
}

void ProxyExchange::connect() {
  download_timer_.set(upstream().connect_timeout);
  auto connector = client_->loop().upstreams().connect(
      forward_.upstream, [self = shared_from_this()](ErrorCode error, std::shared_ptr<UpstreamConnection> connection) {
        if (!self->over_) self->connected(error, std::move(connection));
      });
  if (!connector) {
    client_->loop().log(Level::error, "upstream_unusable",
                        {{"reason", std::string(connector.error().reason)}, {"detail", connector.error().detail}});
    return fail(connector.error().reason == "upstream_limit" ? 503 : 502);
  }
  connector_ = *std::move(connector);
}

void ProxyExchange::connected(ErrorCode error, std::shared_ptr<UpstreamConnection> connection) {
  connector_.reset();
  if (error) {
    client_->loop().log(Level::warning, "upstream_unreachable",
                        {{"upstream", upstream().host + upstream().unix_path}, {"cause", error.message()}});
    return fail(502);
  }
  upstream_connection_ = std::move(connection);
  promise_continue();
}

// A client that waits to be asked is asked now that there is somebody to send to. Source: RFC 9110 10.1.1.
void ProxyExchange::promise_continue() {
  if (!client_->owes_continue()) return begin();
  client_->continue_was_sent();
  if (!client_->unread().empty()) return begin();  // it did not wait
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  client_->transport().write(kContinue, download_timer_, client_->loop().limits().write_timeout,
                             [self = shared_from_this()](ErrorCode error) {
                               if (self->over_) return;
                               if (error) return self->cut();
                               self->begin();
                             });
}

void ProxyExchange::begin() {
  uploading_ = true;
  upload_progress_ = Connection::kBodyProgress;
  print_request();
  read_upstream();
  upload();
}

// Only where the connection had been kept from before, died without a byte, and asking twice is the same as asking
// once. Source: RFC 9110 9.2.2.
bool ProxyExchange::may_retry() const {
  constexpr std::array<std::string_view, 5> kIdempotent{"GET", "HEAD", "OPTIONS", "PUT", "DELETE"};
  return upstream_connection_->reused && !retried_ && !got_bytes_ && !had_body_ &&
         std::ranges::find(kIdempotent, method()) != kIdempotent.end();
}

void ProxyExchange::finish() {
  const bool clean = !uploading_ && response().keep_alive && !response_body_.is_until_close() &&
                     response_body_.done() && upstream_connection_->in.unread().empty();
  if (clean) client_->loop().upstreams().give_back(upstream(), std::move(upstream_connection_));
  const bool keep = !close_client_ && !uploading_ && !reading_client_;
  stop();
  client_->exchange_is_over(keep ? Connection::After::keep : Connection::After::close);
}

void ProxyExchange::fail(int status) {
  if (answered_) return cut();
  const auto after = reading_client_ ? Connection::After::close : Connection::After::keep;
  stop();
  client_->exchange_failed(status, after);
}

// A response that ends early must look like one. Without its last chunk or byte it does; where the close is the end of
// the body, a reset has to say it. Source: RFC 9112 8.
void ProxyExchange::cut() {
  if (answered_ && until_close_) client_->transport().reset_when_closed();
  stop();
  client_->abort();
}

void ProxyExchange::cancel() {
  if (pump_) pump_->cancel();
  stop();
}

void ProxyExchange::stop() {
  over_ = true;
  upload_timer_.stop();
  download_timer_.stop();
  if (connector_) connector_->cancel();
  if (upstream_connection_) upstream_connection_->transport.close();
  if (reading_client_) client_->cancel_read();
}

void ProxyExchange::download_ran_out() {
  const auto self = shared_from_this();
  const bool waits_for_head = !answered_ && upstream_connection_ != nullptr;
  if (waits_for_head && uploading_) return download_timer_.set(upstream().response_timeout);  // the other timer's turn
  if (!to_client().empty()) client_->transport().reset_when_closed();  // it is the client who does not read
  client_->loop().log(Level::warning, to_client().empty() ? "upstream_timeout" : "client_timeout",
                      {{"upstream", upstream().host + upstream().unix_path}});
  fail(504);
}

void ProxyExchange::upload_ran_out() {
  const auto self = shared_from_this();
  fail(reading_client_ ? 408 : 504);
}

}  // namespace sallyport::net
