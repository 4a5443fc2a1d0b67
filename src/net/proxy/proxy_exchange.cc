#include <algorithm>
#include <array>
#include <utility>

#include "net/proxy/proxy_exchange_native.h"

namespace sallyport::net {

ProxyExchange::ProxyExchange(std::shared_ptr<ProxiedClient> client, ProxyServices& services, http::Forward forward)
    : client_(std::move(client)),
      services_(services),
      forward_(std::move(forward)),
      upload_timer_(services_.loop.deadlines(), [this] { upload_ran_out(); }),
      download_timer_(services_.loop.deadlines(), [this] { download_ran_out(); }),
      watch_timer_(services_.loop.deadlines(), [this] { watch(); }) {}

void ProxyExchange::start() {
  const auto self = shared_from_this();
  had_body_ = client().head().body.kind != Framing::none;
  if (const auto sound = check(); !sound) {
    services_.loop.log(Level::error, "forward_refused", {{"reason", std::string(sound.error().reason)}});
    return fail(500, "forward_refused");
  }
  start_watch();
  attempt();
}

// Checks the parts of the Forward once more. An extra line break in them would let the client send a request of its
// choice to the upstream.
Result<void> ProxyExchange::check() const {
  if (!forward_.upstream) return failure(Kind::internal, "forward_upstream");
  if (!is_origin_form(forward_.target)) return failure(Kind::internal, "forward_target", "RFC 9112 3.2.1");
  if (!is_host(forward_.host)) return failure(Kind::internal, "forward_host", "RFC 9110 7.2");
  if (!are_plain_field_lines(forward_.headers)) return failure(Kind::internal, "forward_headers", "RFC 9110 7.6.1");
  return {};
}

void ProxyExchange::attempt() {
  if (!retried_) upstream_connection_ = services_.upstreams.take(upstream());
  if (!upstream_connection_) return connect();
  promise_continue();
}

void ProxyExchange::connect() {
  download_timer_.set(upstream().connect_timeout);
  auto connector = services_.upstreams.connect(
      forward_.upstream, [self = shared_from_this()](ErrorCode error, std::shared_ptr<UpstreamConnection> connection) {
        if (!self->over_) self->connected(error, std::move(connection));
      });
  if (!connector) {
    services_.loop.log(Level::error, "upstream_unusable",
                       {{"reason", std::string(connector.error().reason)}, {"detail", connector.error().detail}});
    return fail(connector.error().reason == "upstream_limit" ? 503 : 502, connector.error().reason);
  }
  connector_ = *std::move(connector);
}

void ProxyExchange::connected(ErrorCode error, std::shared_ptr<UpstreamConnection> connection) {
  connector_.reset();
  if (error) {
    services_.loop.log(Level::warning, "upstream_unreachable",
                       {{"upstream", upstream().host + upstream().unix_path}, {"cause", error.message()}});
    return fail(502, "upstream_unreachable");
  }
  upstream_connection_ = std::move(connection);
  promise_continue();
}

// If the client waits for a 100 (Continue), it gets it now, because there is a connection that can take the body.
// Source: RFC 9110 10.1.1.
void ProxyExchange::promise_continue() {
  if (!client().owes_continue) return begin();
  client().owes_continue = false;
  if (!client().in.unread().empty()) return begin();  // the client did not wait
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  client().transport.write(kContinue, download_timer_, services_.limits.write_timeout,
                           [self = shared_from_this()](ErrorCode error) {
                             if (self->over_) return;
                             if (error) return self->cut();
                             self->begin();
                           });
}

void ProxyExchange::begin() {
  download_timer_.stop();  // the upload timer runs while the request is sent
  uploading_ = true;
  upload_progress_ = kProgress;
  print_request();
  read_upstream();
  upload();
}

// Whether the request may be sent a second time: only if a reused connection closed without a byte of a response, and
// the request is idempotent and has no body. Source: RFC 9110 9.2.2.
bool ProxyExchange::may_retry() const {
  constexpr std::array<std::string_view, 5> kIdempotent{"GET", "HEAD", "OPTIONS", "PUT", "DELETE"};
  return upstream_connection_->reused && !retried_ && !got_bytes_ && !had_body_ &&
         std::ranges::find(kIdempotent, method()) != kIdempotent.end();
}

void ProxyExchange::finish() {
  const bool clean = !uploading_ && response().keep_alive && !response_body_.is_until_close() &&
                     response_body_.done() && upstream_connection_->in.unread().empty();
  if (clean) services_.upstreams.give_back(upstream(), std::move(upstream_connection_));
  const bool keep = !close_client_ && !uploading_ && !reading_client_;
  stop();
  client_->exchange_is_over(keep ? ProxiedClient::After::keep : ProxiedClient::After::close);
}

void ProxyExchange::fail(int status, std::string_view cause) {
  if (answered_) return cut();
  tell_heard(0);
  const auto after = reading_client_ ? ProxiedClient::After::close : ProxiedClient::After::keep;
  stop();
  client_->exchange_failed(status, page_for(status, cause), after);
}

void ProxyExchange::tell_heard(int status) {
  if (!forward_.heard) return;
  const auto heard = std::exchange(forward_.heard, {});
  heard(status);
}

std::optional<http::Response> ProxyExchange::page_for(int status, std::string_view cause) const try {
  if (!forward_.failed) return std::nullopt;
  return forward_.failed(status, cause);
} catch (const std::exception&) {  // usually out of memory; a line of text needs less
  return std::nullopt;
}

void ProxyExchange::fail_upstream(int status, std::string_view cause) {
  services_.loop.log(Level::warning, "upstream_failed",
                     {{"upstream", upstream().host + upstream().unix_path}, {"cause", std::string(cause)}});
  fail(status, cause);
}

// The client must see that a response is incomplete. It sees that if the last chunk or byte is missing. If the close
// would be the regular end of the body, the connection is reset instead. Source: RFC 9112 8.
void ProxyExchange::cut() {
  if (answered_ && until_close_) client().transport.reset_when_closed();
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
  watch_timer_.stop();
  if (connector_) connector_->cancel();
  if (upstream_connection_) upstream_connection_->transport.close();
  if (reading_client_) client().transport.cancel();
}

void ProxyExchange::download_ran_out() {
  const auto self = shared_from_this();
  const bool client_is_slow = !client().out.empty();
  if (client_is_slow) client().transport.reset_when_closed();
  services_.loop.log(Level::warning, client_is_slow ? "client_timeout" : "upstream_timeout",
                     {{"upstream", upstream().host + upstream().unix_path}});
  fail(504, "upstream_timeout");
}

void ProxyExchange::upload_ran_out() {
  const auto self = shared_from_this();
  if (reading_client_) return fail(408, "client_timeout");
  fail_upstream(504, "upstream_takes_no_body");
}

}  // namespace sallyport::net
