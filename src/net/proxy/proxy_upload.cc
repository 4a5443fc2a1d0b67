// Sends the request to the upstream. The bytes come from the client's connection and get a new framing.
#include "net/proxy/proxy_exchange_native.h"

namespace sallyport::net {

namespace {

constexpr std::size_t kUploadGather = 64 * 1024;
constexpr std::size_t kUploadRoom = 32 * 1024;

}  // namespace

void ProxyExchange::print_request() {
  const RequestHead& head = client().head();
  std::string& out = to_upstream();
  out.assign(method()).append(" ").append(forward_.target).append(" HTTP/1.1\r\nHost: ");
  out.append(forward_.host).append("\r\n").append(forward_.headers);
  const std::string* const body = client().has_body ? &client().whole_body : nullptr;
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
  BodyDecoder& body = client().body;
  std::string& out = to_upstream();
  while (!body.done() && out.size() < kUploadGather) {
    const auto piece = body.next(client().in.unread());
    if (!piece) return fail(400, piece.error().reason);
    if (piece->used == 0) break;
    client().in.use(piece->used);
    if (piece->data.empty()) continue;
    if (body.is_chunked())
      append_chunk(piece->data, out);
    else
      out.append(piece->data);
  }
  if (body.done() && !upload_ended_) {
    upload_ended_ = true;
    if (body.is_chunked()) out.append(kLastChunk);
  }
  if (out.empty()) return read_client();
  upstream_connection_->transport.write(
      out, upload_timer_, upstream().response_timeout,
      [self = shared_from_this(), connection = upstream_connection_](ErrorCode error) {
        const bool retried = self->upstream_connection_ != connection;
        if (!self->over_ && !retried) self->wrote_upstream(error);
      });
}

// The client has body_timeout for each kProgress bytes. Only the time in which we wait for the client counts, because a
// slow upstream is not the client's fault. Fewer bytes do not extend the time.
void ProxyExchange::read_client() {
  if (upload_progress_ >= kProgress) {
    upload_progress_ = 0;
    upload_timer_.set(services_.limits.body_timeout);
  } else {
    upload_timer_.resume(client_time_left_);
  }
  reading_client_ = true;
  client().transport.read_some(client().room(kUploadRoom),
                               [self = shared_from_this()](ErrorCode error, std::size_t size) {
                                 if (self->over_) return;
                                 self->reading_client_ = false;
                                 if (error) return self->cut();  // so the upstream sees that the request is incomplete
                                 self->client().in.filled(size);
                                 self->upload_progress_ += size;
                                 self->client_time_left_ = self->upload_timer_.left();
                                 self->upload();
                               });
}

void ProxyExchange::wrote_upstream(ErrorCode error) {
  upload_timer_.stop();
  to_upstream().clear();
  if (!error && !upload_ended_) return upload();
  // After an error the request stays unfinished (uploading_), but the exchange goes on: an upstream may send a response
  // such as 413 and stop reading.
  if (!error) uploading_ = false;
  if (!answered_) download_timer_.set(upstream().response_timeout);
}

}  // namespace sallyport::net
