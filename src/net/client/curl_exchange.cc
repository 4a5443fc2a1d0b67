#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <stop_token>

#include "base/text.h"
#include "net/client/curl_exchange_native.h"

namespace sallyport::net {
namespace {

constexpr std::size_t kMaxHead = 64 * 1024;  // bytes of status line and headers

bool is_tls_fault(CURLcode code) {
  constexpr std::array kCodes{CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
                              CURLE_SSL_CIPHER,        CURLE_SSL_CACERT_BADFILE,       CURLE_SSL_ISSUER_ERROR,
                              CURLE_SSL_CRL_BADFILE,   CURLE_SSL_INVALIDCERTSTATUS,    CURLE_USE_SSL_FAILED};
  return std::ranges::find(kCodes, code) != kCodes.end();
}

Failure tls_fault(CURLcode code, const std::string& host, const std::string& text, const std::string& ca_file) {
  std::string detail = "TLS with " + host + " failed: " + text;
  if (code == CURLE_PEER_FAILED_VERIFICATION)
    detail = "certificate of " + host + " is not trusted: " + text + "; server.caFile names a CA file";
  if (code == CURLE_SSL_CACERT_BADFILE) detail = "the CA file " + ca_file + " (server.caFile) cannot be read";
  return failure(Kind::unavailable, "http_tls", "RFC 9325 3", std::move(detail));
}

}  // namespace

bool Exchange::take_head(std::string_view line) {
  head_bytes += line.size();
  if (head_bytes > kMaxHead) too_large = true;
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  // Stricter: curl accepts a CR in the middle of a line, but other programs read it as the line's end (RFC 9112 2.2).
  if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) return false;
  if (!in_head && line.starts_with("HTTP/")) {
    response.headers.clear();
    in_head = true;
    return !too_large;
  }
  const std::size_t colon = line.find(':');
  if (line.empty()) in_head = false;
  if (in_head && colon != std::string_view::npos)
    response.headers.push_back({std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
  return !too_large;
}

bool Exchange::take_body(std::string_view bytes) {
  too_large = too_large || bytes.size() > max_response - response.body.size();
  if (!too_large) response.body.append(bytes);
  return !too_large;
}

// A result other than `count` ends the exchange.
std::size_t on_head(char* data, std::size_t, std::size_t count, void* exchange) noexcept try {
  return static_cast<Exchange*>(exchange)->take_head({data, count}) ? count : 0;
} catch (...) {
  return 0;
}

std::size_t on_body(char* data, std::size_t, std::size_t count, void* exchange) noexcept try {
  return static_cast<Exchange*>(exchange)->take_body({data, count}) ? count : CURL_WRITEFUNC_ERROR;
} catch (...) {
  return CURL_WRITEFUNC_ERROR;
}

int on_progress(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
  return static_cast<const std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

curl_socket_t on_open_socket(void* exchange, curlsocktype, curl_sockaddr* address) noexcept try {
  auto& self = *static_cast<Exchange*>(exchange);
  const auto ip = address_from(address->addr);
  const auto checked = ip ? check_address(reach_of(self.destinations, self.url), *ip) : Result<void>();
  if (!ip || !checked) {
    self.blocked = ip ? checked.error().detail : "not an IP address";
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
} catch (...) {
  return CURL_SOCKET_BAD;
}

CURLcode on_tls(CURL*, void* context, void* destinations) noexcept {
  const std::string& file = static_cast<const Destinations*>(destinations)->ca_file;
  if (file.empty()) return CURLE_OK;
  X509_STORE* store = SSL_CTX_get_cert_store(static_cast<SSL_CTX*>(context));
  if (X509_STORE_load_file(store, file.c_str()) == 1) return CURLE_OK;
  ERR_clear_error();
  return CURLE_SSL_CACERT_BADFILE;
}

Failure timed_out(const std::string& who) {
  return failure(Kind::unavailable, "http_timeout", "", who + " did not answer in time");
}

Failure fault(CURLcode code, const Exchange& exchange) {
  const std::string where = exchange.url.host + ":" + std::to_string(exchange.url.port);
  const std::string text = exchange.text[0] != '\0' ? exchange.text.data() : curl_easy_strerror(code);
  if (!exchange.blocked.empty())
    return failure(Kind::forbidden, "http_destination", "", where + ": " + exchange.blocked);
  if (exchange.too_large || code == CURLE_FILESIZE_EXCEEDED)
    return failure(Kind::unavailable, "http_too_large", "",
                   where + " sends more than " + std::to_string(exchange.max_response) + " bytes");
  if (code == CURLE_OPERATION_TIMEDOUT) return timed_out(where);
  if (is_tls_fault(code)) return tls_fault(code, exchange.url.host, text, exchange.destinations.ca_file);
  if (code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST)
    return failure(Kind::unavailable, "http_connect", "", where + ": " + text);
  return failure(Kind::unavailable, "http_broken", "", where + ": " + text);
}

}  // namespace sallyport::net
