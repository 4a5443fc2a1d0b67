// One exchange as curl reports it: the callbacks that collect the answer, and what a failure of curl means to us.
#pragma once

#include <curl/curl.h>

#include <array>
#include <string>
#include <string_view>

#include "http/client.h"
#include "net/destination.h"

namespace sallyport::net {

struct Exchange {
  const Destinations& destinations;
  const http::Url& url;
  std::size_t max_response;
  http::ClientResponse response{};
  std::size_t head_bytes = 0;
  bool in_head = false;
  bool too_large = false;
  std::string blocked{};  // why a socket was not opened
  std::array<char, CURL_ERROR_SIZE> text{};

  // False where the limit is passed. Keeps the final response's headers: an interim one's and trailers are passed over.
  bool take_head(std::string_view line);
  bool take_body(std::string_view bytes);
};

// For CURLOPT_HEADERFUNCTION, WRITEFUNCTION, OPENSOCKETFUNCTION, each with the Exchange as its data; for
// SSL_CTX_FUNCTION with the Destinations. They stand in C code, which no exception may cross.
std::size_t on_head(char* data, std::size_t size, std::size_t count, void* exchange) noexcept;
std::size_t on_body(char* data, std::size_t size, std::size_t count, void* exchange) noexcept;

// The second lock: whatever curl means to connect to is judged once more, by its address.
curl_socket_t on_open_socket(void* exchange, curlsocktype purpose, curl_sockaddr* address) noexcept;

// Not 0 ends the exchange: a stop was requested. The data is the std::stop_token.
int on_progress(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept;

// Adds the configured authority to the system's.
CURLcode on_tls(CURL* handle, void* context, void* destinations) noexcept;

// The port's words for what curl says.
Failure fault(CURLcode code, const Exchange& exchange);

Failure timed_out(const std::string& who);

}  // namespace sallyport::net
