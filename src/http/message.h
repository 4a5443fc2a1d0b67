// HTTP requests and responses as values. Nothing in this header uses sockets. Source: RFC 9110.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport::http {

struct HeaderView {
  std::string_view name;
  std::string_view value;
};

struct Header {
  std::string name;
  std::string value;

  operator HeaderView() const { return {name, value}; }
  bool operator==(const Header&) const = default;
};

// The other end of the connection, as the socket reports it.
struct Peer {
  std::string address{};  // "127.0.0.1", "::1"; empty for a unix socket
  bool unix_socket = false;
  bool tls = false;                     // the connection itself is TLS
  std::optional<std::uint32_t> user{};  // of a unix socket: the number of the user whose process connected
};

// A parsed request. Its text lives in the server's buffer, so it is valid only during the call that receives it; use
// own() to keep it longer. The HTTP server has already refused ambiguous messages (RFC 9112 6.3). No header name and no
// value holds CR, LF or NUL.
struct Request {
  std::string_view method;              // as sent: "GET"
  std::string_view target;              // as sent, origin form: "/check?x=1"
  std::vector<HeaderView> headers;      // in order, duplicates kept
  std::string_view body;                // empty while only the head has been read
  std::shared_ptr<const Peer> peer;     // never null
  std::shared_ptr<const void> storage;  // set by own(): keeps the text alive

  // The value of the header; names are compared without case. Absent if the header is missing or occurs more than once,
  // because security may depend on it and we must not choose between two copies.
  std::optional<std::string_view> header(std::string_view name) const;
  std::size_t count(std::string_view name) const;  // how often the header occurs

  std::string_view path() const { return target.substr(0, target.find('?')); }
  std::string_view query() const;  // what follows '?'; empty if there is no '?'
};

// Makes a copy that owns its text, for work that runs after the call.
Request own(const Request& request);

// Whether the text is a valid token, such as a field name or a method. Source: RFC 9110 5.6.2.
bool is_token(std::string_view text);

// Header lines "Name: value\r\n" that are made once and sent many times. Only prepare() makes them. Threads may share
// them.
using PreparedHeaders = std::shared_ptr<const std::string>;

// Leaves out every header whose name is not a token or whose value holds a control byte such as CR, LF or NUL.
// Otherwise a claim of a token could split a response (RFC 9110 5.5). Bytes from 0x80 stay.
PreparedHeaders prepare(const std::vector<HeaderView>& headers);

struct Response {
  int status = 200;
  std::vector<Header> headers;  // the server adds Content-Length, Connection and Date
  std::string body;
  PreparedHeaders prepared;  // may be null
  PreparedHeaders common;    // lines that many responses share, sent in addition to `prepared`; may be null

  Response() = default;
  explicit Response(int s) : status(s) {}
  void add(std::string_view name, std::string_view value) {
    headers.push_back({std::string(name), std::string(value)});
  }
  const std::string* find(std::string_view name) const;  // the first header of that name; null if there is none
};

// Returns "Not Found" for 404, and "Unknown" for a status without a phrase. Source: RFC 9110 15.
std::string_view reason_phrase(int status);

}  // namespace sallyport::http
