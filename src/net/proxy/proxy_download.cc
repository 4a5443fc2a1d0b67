// Sends the response to the client. The bytes come from the upstream's connection. The head is checked, and the body
// gets a new framing.
#include "net/proxy/proxy_exchange_native.h"

namespace sallyport::net {

namespace {

constexpr std::size_t kGather = 64 * 1024;
constexpr std::size_t kRoom = 16 * 1024;
constexpr std::size_t kMostHead = 64 * 1024;
constexpr int kMostInterim = 16;

}  // namespace

// The bytes of a head do not restart its deadline, which runs from the end of the request.
void ProxyExchange::read_upstream() {
  if (answered_) download_timer_.set(upstream().response_timeout);
  upstream_connection_->transport.read_some(upstream_connection_->in.room(kRoom),
                                            [self = shared_from_this()](ErrorCode error, std::size_t size) {
                                              if (self->over_) return;
                                              if (error) return self->upstream_ended(error);
                                              self->got_bytes_ = true;
                                              self->upstream_connection_->in.filled(size);
                                              self->answered_ ? self->relay() : self->take_response_head();
                                            });
}

void ProxyExchange::upstream_ended(ErrorCode error) {
  if (!answered_) {
    if (!may_retry()) return fail_upstream(502, "upstream_closed");
    retried_ = true;
    upstream_connection_->transport.close();
    upstream_connection_.reset();
    uploading_ = upload_ended_ = false;
    return attempt();
  }
  // A body without a length ends only if the upstream closes cleanly, over TLS with a close_notify (RFC 8446 6.1).
  if (!response_body_.is_until_close() || error != asio::error::eof) return cut();
  end_response();
  write_client();
}

void ProxyExchange::take_response_head() {
  ReadBuffer& in = upstream_connection_->in;
  for (;;) {
    const auto end = upstream_connection_->scan.find_end(in.unread());
    if (!end || (!*end && in.unread().size() > kMostHead)) return fail_upstream(502, "response_head");
    if (!*end) return read_upstream();
    in.hold(**end);
    if (!upstream_connection_->parser.parse(in.held())) return fail_upstream(502, "response_head");
    if (response().status == 101 || response().status >= 200) tell_heard(response().status);
    if (response().status == 101) return begin_upgrade();
    if (response().status >= 200) return begin_response();
    // An interim response is not passed on: a 100 is ours to send, and a 103 is only a hint.
    if (++interim_ > kMostInterim) return fail_upstream(502, "interim_responses");
    in.release();
    upstream_connection_->scan.restart();
  }
}

void ProxyExchange::begin_response() {
  const ResponseHead& head = response();
  BodyFraming from = head.body;
  std::optional<std::uint64_t> stated;
  const bool is_head = method() == "HEAD";
  if (is_head || head.status == 204 || head.status == 304) {  // RFC 9112 6.3 (1)
    if (from.kind == Framing::length && head.status != 204) stated = from.length;
    from = {};
  }
  BodyFraming to = from;
  if (from.kind == Framing::chunked || from.kind == Framing::until_close)
    to.kind = client().head().minor_version == 1 ? Framing::chunked : Framing::until_close;
  chunked_ = to.kind == Framing::chunked;
  until_close_ = to.kind == Framing::until_close;
  close_client_ = must_close() || uploading_ || until_close_;
  response_body_.start(from);
  answered_ = true;
  services_.writer.print(
      ResponseWriter::Relay{
          .upstream = head, .rules = forward_.response.get(), .framing = to, .stated_length = stated, .upgrade = {}},
      {.head_only = is_head, .close = close_client_, .say_keep_alive = client().head().minor_version == 0},
      to_client());
  upstream_connection_->in.release();
  relay();
}

void ProxyExchange::relay() {
  ReadBuffer& in = upstream_connection_->in;
  while (!response_body_.done() && to_client().size() < kGather) {
    const auto piece = response_body_.next(in.unread());
    if (!piece) return cut();
    if (piece->used == 0) break;
    in.use(piece->used);
    if (piece->data.empty()) continue;
    if (chunked_)
      append_chunk(piece->data, to_client());
    else
      to_client().append(piece->data);
  }
  if (response_body_.done()) end_response();
  if (to_client().empty()) return read_upstream();
  write_client();
}

void ProxyExchange::end_response() {
  response_ended_ = true;
  if (chunked_) to_client().append(kLastChunk);
}

void ProxyExchange::write_client() {
  client().transport.write(to_client(), download_timer_, services_.limits.write_timeout,
                           [self = shared_from_this()](ErrorCode error) {
                             if (self->over_) return;
                             if (error) return self->cut();
                             self->to_client().clear();
                             self->response_ended_ ? self->finish() : self->relay();
                           });
}

// Accepts a 101 only if the client asked for that upgrade. Otherwise the upstream could answer the client's further
// requests as it likes. Source: RFC 9110 7.8.
void ProxyExchange::begin_upgrade() {
  std::string_view protocol;
  for (const auto& header : response().headers)
    if (list_names("upgrade", header.name)) protocol = header.value;
  const bool asked = forward_.upgrade && !client().head().upgrade.empty();
  if (!asked || uploading_ || !list_names(client().head().upgrade, protocol))
    return fail_upstream(502, "upgrade_not_asked");
  answered_ = true;
  services_.writer.print(ResponseWriter::Relay{.upstream = response(),
                                               .rules = forward_.response.get(),
                                               .framing = {},
                                               .stated_length = {},
                                               .upgrade = protocol},
                         {}, to_client());
  upstream_connection_->in.release();
  client().transport.write(
      to_client(), download_timer_, services_.limits.write_timeout, [self = shared_from_this()](ErrorCode error) {
        if (self->over_) return;
        if (error) return self->cut();
        self->to_client().clear();
        self->download_timer_.stop();
        self->pump_ = std::make_shared<UpgradePump>(self->client_, self->services_, self->upstream_connection_);
        self->pump_->start();
        if (self->client_->is_stopping()) self->drain();
      });
}

}  // namespace sallyport::net
