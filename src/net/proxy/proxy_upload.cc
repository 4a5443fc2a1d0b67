// The way of a request's bytes: from the client's connection to the upstream's, framed anew.
#include <array>
#include <charconv>

#include "net/proxy_exchange_native.h"

namespace sallyport::net {

void append_chunk(std::string_view data, std::string& out) {
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), data.size(), 16).ptr;
  out.append(digits.data(), end).append("\r\n").append(data).append("\r\n");
}

namespace {

constexpr std::size_t kGather = 64 * 1024;
constexpr std::size_t kRoom = 32 * 1024;

}  // namespace

void ProxyExchange::print_request() {
  const RequestHead& head = client_->head();
  std::string& out = to_upstream();
  out.assign(method()).append(" ").append(forward_.target).append(" HTTP/1.1\r\nHost: ");
  out.append(forward_.host).append("\r\n").append(forward_.headers);
  const std::string* const body = client_->whole_body();
  if (body != nullptr && had_body_)
    out.append("Content-Length: ").append(std::to_string(body->size())).append("\r\n");
  else if (head.body.kind == Framing::length)
    out.append("Content-Length: ").append(std::to_string(head.body.length)).append("\r\n");
  else if (head.body.kind == Framing::chunked)
    out.append("Transfer-Encoding: chunked\r\n");
  if (forward_.upgrade && !head.upgrade.empty())
    out.append("Connection: Upgrade\r\nUpgrade: ").append(head.upgrade).append("\r\n");
  out.append("\r\n");
  if (body == nullptr) return;
  out.append(*body);
  upload_ended_ = true;
}

void ProxyExchange::upload() {
  BodyDecoder& body = client_->body_decoder();
  std::string& out = to_upstream();
  while (!body.done() && out.size() < kGather) {
    const auto piece = body.next(client_->unread());
    if (!piece) return fail(400);
    if (piece->used == 0) break;
    client_->use(piece->used);
    if (piece->data.empty()) continue;
    if (body.is_chunked())
      append_chunk(piece->data, out);
    else
      out.append(piece->data);
  }
  if (body.done() && !upload_ended_) {
    upload_ended_ = true;
    if (body.is_chunked()) out.append("0\r\n\r\n");
  }
  if (out.empty()) return read_client();
  upstream_connection_->transport.write(
      out, upload_timer_, upstream().response_timeout,
      [self = shared_from_this(), connection = upstream_connection_](ErrorCode error) {
        const bool retried = self->upstream_connection_ != connection;
        if (!self->over_ && !retried) self->wrote_upstream(error);
      });
}

// The client has body_timeout for each kBodyProgress bytes, of the time in which we wait for it: what the upstream
// takes is not the client's fault, and a byte now and then buys no more.
void ProxyExchange::read_client() {
  if (upload_progress_ >= Connection::kBodyProgress) {
    upload_progress_ = 0;
    upload_timer_.set(client_->loop().limits().body_timeout);
  } else {
    upload_timer_.resume(client_time_left_);
  }
  reading_client_ = true;
  client_->transport().read_some(client_->room(kRoom), [self = shared_from_this()](ErrorCode error, std::size_t size) {
    if (self->over_) return;
    self->reading_client_ = false;
    if (error) return self->cut();  // the upstream sees a cut request, never a whole one
    self->client_->filled(size);
    self->upload_progress_ += size;
    self->client_time_left_ = self->upload_timer_.left();
    self->upload();
  });
}

void ProxyExchange::wrote_upstream(ErrorCode error) {
  upload_timer_.stop();
  to_upstream().clear();
  // An upstream may answer and stop reading (a 413): its response is still to be read. The request stays unfinished.
  if (error) return;
  if (!upload_ended_) return upload();
  uploading_ = false;
  if (!answered_) download_timer_.set(upstream().response_timeout);
}

}  // namespace sallyport::net
