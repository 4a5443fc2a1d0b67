// The port through which we speak to others: identity providers, Graph. Blocks; call from a worker.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace sallyport::http {

struct ClientRequest {
  std::string method = "GET";
  std::string url{};  // https://host[:port]/path?query; http only where the policy of the client says so
  std::vector<Header> headers{};
  std::string body{};
  std::chrono::milliseconds timeout{10000};  // the whole exchange
  std::size_t max_response = 1 << 20;        // bytes of body, after decompression (none is asked for)
};

struct ClientResponse {
  int status = 0;
  std::vector<Header> headers;
  std::string body;

  const std::string* find(std::string_view name) const;
};

class HttpClient {
 public:
  virtual ~HttpClient() = default;

  // No redirect is followed, nothing is retried, no cookie kept; status >= 400 is an answer like any other.
  // Errors: unavailable/"http_connect", "http_timeout", "http_tls", "http_broken", "http_too_large";
  // forbidden/"http_destination" where the policy does not name the host or the address is one never spoken to.
  virtual Result<ClientResponse> send(const ClientRequest& request) = 0;
};

}  // namespace sallyport::http
