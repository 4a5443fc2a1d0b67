// HTTP messages as values, without sockets. Source: RFC 9110.
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

// Who is at the other end of the connection, as the socket says it.
struct Peer {
  std::string address;  // "127.0.0.1", "::1"; empty for a unix socket
  bool unix_socket = false;
  bool tls = false;  // the connection itself is TLS
};

// A parsed request whose text lives in somebody else's buffer: valid during the call it is handed to, unless owned.
// The HTTP server has already refused what is ambiguous on the wire (RFC 9112 6.3); names and values hold no CR, LF,
// NUL.
struct Request {
  std::string_view method;              // as sent: "GET"
  std::string_view target;              // as sent, origin form: "/check?x=1"
  std::vector<HeaderView> headers;      // in order, duplicates kept
  std::string_view body;                // empty while only the head has been read
  std::shared_ptr<const Peer> peer;     // never null
  std::shared_ptr<const void> storage;  // set by own(): keeps the text alive

  // The one value; absent where there is none, or more than one (a duplicate of a security header is never chosen
  // from).
  std::optional<std::string_view> header(std::string_view name) const;
  std::size_t count(std::string_view name) const;

  std::string_view path() const { return target.substr(0, target.find('?')); }
  std::string_view query() const;  // after '?', empty where there is none
};

// A copy that owns its text, for work that outlives the call.
Request own(const Request& request);

// Whether text can stand as a field name, a method or another token. Source: RFC 9110 5.6.2.
bool is_token(std::string_view text);

// Header lines made once and sent many times: "Name: value\r\n" each. Only prepare() makes one.
using PreparedHeaders = std::shared_ptr<const std::string>;

// Drops a header whose name is no token, and whose value holds CR, LF, NUL or another control byte is left out whole:
// nothing that a claim holds can split a response (RFC 9110 5.5). Bytes >= 0x80 stay.
PreparedHeaders prepare(const std::vector<HeaderView>& headers);

struct Response {
  int status = 200;
  std::vector<Header> headers;  // without Content-Length, Connection and Date, which the server writes
  std::string body;
  PreparedHeaders prepared;  // may be null
  PreparedHeaders common;    // what many responses share, beside what is prepared for this one; may be null

  Response() = default;
  explicit Response(int s) : status(s) {}
  void add(std::string_view name, std::string_view value) {
    headers.push_back({std::string(name), std::string(value)});
  }
  const std::string* find(std::string_view name) const;  // the first; null where absent
};

// Source: RFC 9110 15. "Not Found" for 404.
std::string_view reason_phrase(int status);

}  // namespace sallyport::http
