// Prints responses as HTTP/1.1 bytes. It omits a header whose name or value could start a new line.
// Source: RFC 9112 4, 6; RFC 9110 5.5.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "http/handler.h"
#include "http/message.h"
#include "net/http1/message_head.h"

namespace sallyport::net {

// How the connection delivers a response.
struct Delivery {
  bool head_only = false;       // the request was HEAD
  bool close = false;           // the connection closes after this response
  bool say_keep_alive = false;  // an HTTP/1.0 client asked to keep the connection
};

// Each event loop has its own writer, and only its thread may use it.
class ResponseWriter {
 public:
  // The `extra` headers are added to every response that has no header of the same name.
  explicit ResponseWriter(const std::vector<http::Header>& extra);

  // Sets the Date of all further responses. The loop calls it at each tick, so that no response has to ask the clock.
  void set_date(UnixTime now);

  // Appends head and body to `out`. The writer sets Content-Length, Date and the hop-by-hop fields itself, and ignores
  // those of the response. A status outside 200..599 becomes 500.
  void print(const http::Response& response, Delivery delivery, std::string& out);

  // Appends the head of a response that comes from an upstream. Its hop-by-hop fields are left out, its headers are
  // dropped, replaced and added as the rules say, and its framing is the one in Relay.
  struct Relay {
    const ResponseHead& upstream;
    const http::ResponseRules* rules;            // may be null
    BodyFraming framing;                         // of the body that the client gets
    std::optional<std::uint64_t> stated_length;  // Content-Length of a response without a body (HEAD, 304)
    std::string_view upgrade;                    // the protocol of a 101; otherwise empty
  };
  void print(const Relay& relay, Delivery delivery, std::string& out);

 private:
  void print_prepared(const std::string& lines, std::string& out);
  void print_status(int status, std::string& out);
  void print_relayed(const http::ResponseRules* rules, const http::HeaderView& header, std::string& out);
  void print_header(std::string_view name, std::string_view value, std::string& out);
  void print_end(Delivery delivery, std::string& out);

  std::vector<http::Header> extra_;
  std::vector<bool> extra_is_set_;
  std::string date_;  // the whole header line
};

}  // namespace sallyport::net
