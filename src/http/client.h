// The port through which Sallyport sends requests to other servers, such as identity providers and Microsoft Graph. A
// call blocks, so call it on a worker thread, never on an event loop. Several threads may use one client.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace sallyport::http {

struct ClientRequest {
  std::string method = "GET";
  std::string url{};  // https://host[:port]/path?query; http only for hosts that the client allows without TLS
  std::vector<Header> headers{};
  std::string body{};
  std::chrono::milliseconds timeout{10000};  // for the whole exchange
  std::size_t max_response = 1 << 20;        // bytes of body; the client never asks for compression
};

struct ClientResponse {
  int status = 0;
  std::vector<Header> headers;
  std::string body;

  const std::string* find(std::string_view name) const;  // the first header of that name; null if there is none
};

class HttpClient {
 public:
  virtual ~HttpClient() = default;

  // Sends one request and waits for the whole response. Does not follow redirects, does not retry and keeps no cookie.
  // A status of 400 or above is a response, not an error. Errors: unavailable/"http_connect", "http_timeout",
  // "http_tls", "http_broken", "http_too_large"; forbidden/"http_destination" if the configuration does not name the
  // host, or its address is not allowed.
  virtual Result<ClientResponse> send(const ClientRequest& request) = 0;
};

}  // namespace sallyport::http
