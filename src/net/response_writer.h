// Prints a response's head as the bytes of the wire. No header that this prints can hold CR or LF.
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
#include "net/message_head.h"

namespace sallyport::net {

// What the connection adds to a response.
struct Delivery {
  bool head_only = false;       // the request was HEAD
  bool close = false;           // the connection ends with this response
  bool say_keep_alive = false;  // an HTTP/1.0 client asked for it
};

class ResponseWriter {
 public:
  // `extra` goes onto every response that does not name the field itself.
  explicit ResponseWriter(const std::vector<http::Header>& extra);

  // Of the responses from now on. Told once a second by whoever has a timer: the clock is not asked for each response.
  void set_date(UnixTime now);

  // Appends head and body to `out`. Content-Length, Connection, Date and other hop-by-hop fields of the response are
  // left out: these are written here. A status outside 200..599 becomes 500.
  void print(const http::Response& response, Delivery delivery, std::string& out);

  // Appends the head of a response that comes from an upstream: without fields of the connection, by the rules, the
  // body's framing as given.
  struct Relay {
    const ResponseHead& upstream;
    const http::ResponseRules* rules;            // may be null
    BodyFraming framing;                         // towards the client
    std::optional<std::uint64_t> stated_length;  // Content-Length where there is no body to frame (HEAD, 304)
    std::string_view upgrade;                    // of a 101
  };
  void print(const Relay& relay, Delivery delivery, std::string& out);

 private:
  void print_prepared(const std::string& lines, std::string& out);
  void print_status(int status, std::string& out);
  void print_header(std::string_view name, std::string_view value, std::string& out);
  void print_end(Delivery delivery, std::string& out);

  std::vector<http::Header> extra_;
  std::vector<bool> extra_is_set_;
  std::string date_;  // the whole line
};

}  // namespace sallyport::net
