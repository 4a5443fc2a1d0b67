// The client's side of an exchange with an upstream: the stream that the exchange reads and writes, and the calls with
// which it gives the connection back.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/message.h"
#include "net/engine/read_buffer.h"
#include "net/engine/transport_native.h"
#include "net/http1/body_decoder.h"
#include "net/http1/message_head.h"

namespace sallyport::net {

// The transport and buffers of a client's connection, with the request that was read last. While an exchange runs, only
// the exchange reads and writes here; otherwise only the connection does.
struct ClientStream {
  ClientStream(Readiness& readiness, HeadLimits limits) : transport(readiness), parser(limits) {}

  const RequestHead& head() const { return parser.head(); }

  // Returns room for at least `at_least` more bytes. If the bytes of the head move, it updates the views in head().
  std::span<char> room(std::size_t at_least) {
    const char* const before = in.held().data();
    const auto room = in.room(at_least);
    if (!in.held().empty() && in.held().data() != before)
      static_cast<void>(parser.parse(in.held()));  // cannot fail: the bytes are the same
    return room;
  }

  Transport transport;
  ReadBuffer in;
  RequestHeadParser parser;
  BodyDecoder body;            // decodes the rest of the request's body
  std::string whole_body;      // the decoded body, if the handler asked for it
  bool has_body = false;       // whether whole_body is complete
  bool owes_continue = false;  // the client waits for a 100 (Continue) before it sends the body
  std::string out;             // output; empty when an exchange begins, and when it ends without a failure
};

// The exchange's view of the connection whose request it passes on. Only the loop's thread may call it.
class ProxiedClient {
 public:
  virtual ~ProxiedClient() = default;

  virtual ClientStream& stream() = 0;

  // Whether the server is stopping. Then no connection is kept after its response.
  virtual bool is_stopping() const = 0;

  // The exchange calls this when the whole response is sent. `close` means that the connection must end, because it is
  // unknown where the next request begins.
  enum class After { keep, close };
  virtual void exchange_is_over(After after) = 0;

  // The exchange calls this if it fails before it has sent any byte of a response. The connection then answers with the
  // page, or with a line of text if there is no page.
  virtual void exchange_failed(int status, std::optional<http::Response> page, After after) = 0;

  // Closes the connection immediately, even in the middle of a response.
  virtual void abort() = 0;
};

}  // namespace sallyport::net
