// One exchange with curl: the callbacks that collect the response, and the translation of curl's errors into ours.
#pragma once

#include <curl/curl.h>

#include <array>
#include <string>
#include <string_view>

#include "http/client.h"
#include "net/engine/destination.h"

namespace sallyport::net {

// The state of one exchange, which curl's callbacks fill.
struct Exchange {
  const Destinations& destinations;
  const http::Url& url;
  std::size_t max_response;
  http::ClientResponse response{};
  std::size_t head_bytes = 0;
  bool in_head = false;
  bool too_large = false;
  std::string blocked{};  // why on_open_socket() refused an address; empty if it did not
  std::array<char, CURL_ERROR_SIZE> text{};

  // Take one header line, or bytes of the body. They return false if a limit is exceeded or the line is malformed. The
  // headers of interim responses are replaced by those of the final response, and trailers are dropped.
  bool take_head(std::string_view line);
  bool take_body(std::string_view bytes);
};

// The callbacks for curl. on_head (CURLOPT_HEADERFUNCTION), on_body (WRITEFUNCTION) and on_open_socket
// (OPENSOCKETFUNCTION) get the Exchange as their data. C code calls them, so they must not throw.
std::size_t on_head(char* data, std::size_t size, std::size_t count, void* exchange) noexcept;
std::size_t on_body(char* data, std::size_t size, std::size_t count, void* exchange) noexcept;

// Checks the address once more before curl connects to it, as a second barrier. Returns CURL_SOCKET_BAD if it is not
// allowed.
curl_socket_t on_open_socket(void* exchange, curlsocktype purpose, curl_sockaddr* address) noexcept;

// Ends the exchange, by a result other than 0, if a stop is requested. The data is the std::stop_token.
int on_progress(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept;

// For CURLOPT_SSL_CTX_FUNCTION, with the Destinations as its data: trusts the CAs in `ca_file` and the system's.
CURLcode on_tls(CURL* handle, void* context, void* destinations) noexcept;

// Translates curl's error into one of http::HttpClient.
Failure fault(CURLcode code, const Exchange& exchange);

Failure timed_out(const std::string& who);

}  // namespace sallyport::net
