#include "net/client/curl_client.h"

#include <algorithm>
#include <csignal>
#include <filesystem>

#include "base/text.h"
#include "net/client/curl_exchange_native.h"
#include "net/engine/resolve.h"

namespace sallyport::net {
namespace {

using Time = Resolver::Time;
using std::chrono::milliseconds;

constexpr milliseconds kConnectTimeout{5000};

// Each exchange has its own handle, so no connection is kept. There are two reasons. curl 7.88 keeps a pointer to the
// last header of the previous exchange after freeing that header, and appends to it if a response begins with a folded
// line. And curl itself repeats a request if a kept connection ends without an answer, but a code or a refresh token
// must not be redeemed twice (RFC 9110 9.2.2; F-04).
struct CloseHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, CloseHandle>;

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

void append(List& list, const std::string& line) {
  curl_slist* const head = curl_slist_append(list.get(), line.c_str());
  if (list == nullptr) list.reset(head);  // appending to a list does not change its head
}

milliseconds remaining(Time deadline) {
  return std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
}

// Prints "host:port:address,address" for CURLOPT_RESOLVE, so that curl does not look up the host itself.
std::string print_pin(const http::Url& url, const std::vector<IpAddress>& addresses) {
  std::string pin = url.host + ":" + std::to_string(url.port) + ":";
  for (const IpAddress& address : addresses) {
    const std::string text = address.print();
    if (pin.back() != ':') pin += ',';
    pin += text.find(':') == std::string::npos ? text : "[" + text + "]";
  }
  return pin;
}

// The system's directory of hashed CA certificates, from which OpenSSL reads only the files that it needs. Empty if
// there is none; curl then uses its default bundle, and reads all of it for each connection.
std::string hashed_directory() {
  const curl_version_info_data* version = curl_version_info(CURLVERSION_NOW);
  if (version->capath == nullptr) return {};
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(version->capath, error)) {
    const std::string name = entry.path().filename();
    if (name.size() == 10 && name.ends_with(".0")) return version->capath;
  }
  return {};
}

// Sets options and remembers the first error, so that no option is ignored silently.
class Options {
 public:
  explicit Options(CURL* handle) : handle_(handle) {}

  template <class Value>
  void set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(handle_, option, value);
    if (first_ == CURLE_OK) first_ = code;
  }
  CURLcode first() const { return first_; }

 private:
  CURL* handle_;
  CURLcode first_ = CURLE_OK;
};

void set_safety(Options& options, const std::string& ca_directory) {
  options.set(CURLOPT_PROTOCOLS_STR, "http,https");
  options.set(CURLOPT_REDIR_PROTOCOLS_STR, "https");
  options.set(CURLOPT_FOLLOWLOCATION, 0L);
  options.set(CURLOPT_PROXY, "");  // this and NOPROXY make curl ignore http_proxy
  options.set(CURLOPT_NOPROXY, "*");
  options.set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  options.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  options.set(CURLOPT_NOSIGNAL, 1L);
  options.set(CURLOPT_PATH_AS_IS, 1L);
  options.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  options.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  options.set(CURLOPT_SSL_VERIFYPEER, 1L);
  options.set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (ca_directory.empty()) return;
  options.set(CURLOPT_CAINFO, static_cast<char*>(nullptr));
  options.set(CURLOPT_CAPATH, ca_directory.c_str());
}

void set_method(Options& options, const http::ClientRequest& request) {
  const bool has_body =
      !request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  const bool head = !has_body && request.method == "HEAD";
  if (has_body) {
    options.set(CURLOPT_POST, 1L);
    options.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    options.set(CURLOPT_POSTFIELDS, request.body.data());
  }
  if (head) options.set(CURLOPT_NOBODY, 1L);
  if (!head && request.method != (has_body ? "POST" : "GET"))
    options.set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

List print_headers(const http::ClientRequest& request) {
  List list;
  for (const http::Header& header : request.headers)
    append(list, header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
  append(list, "Expect:");  // so that curl does not wait for a 100 (Continue)
  const bool typed = std::ranges::any_of(
      request.headers, [](const http::Header& header) { return ascii_iequals(header.name, "content-type"); });
  if (!typed) append(list, "Content-Type:");  // otherwise curl declares every body a form
  return list;
}

// A line break from a claim or the configuration must not turn one header into two (RFC 9110 5.5).
Result<void> check_request(const http::ClientRequest& request) {
  const bool method_fits =
      !request.method.empty() && std::ranges::all_of(request.method, [](char c) { return c >= 'A' && c <= 'Z'; });
  const bool headers_fit = std::ranges::none_of(
      request.headers, [](const http::Header& header) { return http::prepare({header})->empty(); });
  if (method_fits && headers_fit) return {};
  return failure(Kind::internal, "http_request", "RFC 9110 5.5", "a method or a header that cannot be sent");
}

class CurlClient final : public http::HttpClient {
 public:
  CurlClient(Destinations destinations, std::string unix_path, milliseconds most, std::stop_token stop)
      : destinations_(std::move(destinations)),
        unix_path_(std::move(unix_path)),
        stop_(std::move(stop)),
        ca_directory_(hashed_directory()),
        most_(most) {}

  Result<http::ClientResponse> send(const http::ClientRequest& request) override {
    const Time deadline = std::chrono::steady_clock::now() + std::min(request.timeout, most_);
    const auto url = http::Url::parse(request.url);
    if (!url) return failure(Kind::forbidden, "http_destination", "RFC 3986 3", "no URL: " + url.error().detail);
    SALLYPORT_CHECK(check_request(request));
    std::vector<IpAddress> addresses;  // none for a unix socket
    if (unix_path_.empty()) {
      SALLYPORT_CHECK(check_host(destinations_, *url));
      SALLYPORT_TRY(addresses, resolver_.resolve(destinations_, *url, deadline, stop_));
    }
    const Handle handle(curl_easy_init());
    if (handle == nullptr) return failure(Kind::internal, "http_request", "", "out of memory");
    return run(handle.get(), request, *url, addresses, deadline);
  }

 private:
  Result<http::ClientResponse> run(CURL* handle, const http::ClientRequest& request, const http::Url& url,
                                   const std::vector<IpAddress>& addresses, Time deadline) {
    Exchange exchange{destinations_, url, request.max_response};
    const std::string text = url.print();
    const List headers = print_headers(request);
    List pin;
    if (!addresses.empty() && !IpAddress::parse(url.host)) append(pin, print_pin(url, addresses));

    Options options(handle);
    set_safety(options, ca_directory_);
    set_method(options, request);
    options.set(CURLOPT_URL, text.c_str());
    options.set(CURLOPT_RESOLVE, pin.get());
    options.set(CURLOPT_HTTPHEADER, headers.get());
    options.set(CURLOPT_USERAGENT, "sallyport");
    options.set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<milliseconds::rep>(remaining(deadline).count(), 1)));
    options.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(kConnectTimeout.count()));
    options.set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request.max_response));
    options.set(CURLOPT_HEADERFUNCTION, on_head);
    options.set(CURLOPT_HEADERDATA, &exchange);
    options.set(CURLOPT_WRITEFUNCTION, on_body);
    options.set(CURLOPT_WRITEDATA, &exchange);
    if (unix_path_.empty()) {
      options.set(CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
      options.set(CURLOPT_OPENSOCKETDATA, &exchange);
    } else {
      options.set(CURLOPT_UNIX_SOCKET_PATH, unix_path_.c_str());
    }
    options.set(CURLOPT_SSL_CTX_FUNCTION, on_tls);
    options.set(CURLOPT_SSL_CTX_DATA, static_cast<const void*>(&destinations_));
    options.set(CURLOPT_NOPROGRESS, 0L);
    options.set(CURLOPT_XFERINFOFUNCTION, on_progress);
    options.set(CURLOPT_XFERINFODATA, &stop_);
    options.set(CURLOPT_ERRORBUFFER, exchange.text.data());
    if (options.first() != CURLE_OK)
      return failure(Kind::internal, "http_request", "", curl_easy_strerror(options.first()));

    const CURLcode code = curl_easy_perform(handle);
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK) return fault(code, exchange);
    if (status < 200 || status > 599)  // RFC 9110 15; curl accepts "HTTP/2 000"
      return failure(Kind::unavailable, "http_broken", "RFC 9110 15", exchange.url.host + " answers without a status");
    exchange.response.status = static_cast<int>(status);
    return std::move(exchange.response);
  }

  const Destinations destinations_;
  const std::string unix_path_;  // empty: the URL's host and port
  const std::stop_token stop_;
  const std::string ca_directory_;
  const milliseconds most_;
  Resolver resolver_;
};

// Runs once in the process, as curl requires. OpenSSL writes to a closed connection without MSG_NOSIGNAL, and with
// CURLOPT_NOSIGNAL curl does not suppress the SIGPIPE that would end the process. So the process ignores SIGPIPE,
// unless the program already has a handler for it.
bool prepare_process() {
  struct sigaction action{};
  const bool ours = ::sigaction(SIGPIPE, nullptr, &action) == 0 && action.sa_handler == SIG_DFL;
  action.sa_handler = SIG_IGN;
  const bool shielded = !ours || ::sigaction(SIGPIPE, &action, nullptr) == 0;
  return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK && shielded;
}

std::unique_ptr<http::HttpClient> make_client(Destinations destinations, std::string unix_path, milliseconds most,
                                              std::stop_token stop) {
  static const bool ready = prepare_process();
  static_cast<void>(ready);
  return std::make_unique<CurlClient>(std::move(destinations), std::move(unix_path), most, std::move(stop));
}

}  // namespace

std::unique_ptr<http::HttpClient> make_curl_client(Destinations destinations, milliseconds most, std::stop_token stop) {
  return make_client(std::move(destinations), {}, most, std::move(stop));
}

std::unique_ptr<http::HttpClient> make_unix_client(std::string path, milliseconds most) {
  return make_client({}, std::move(path), most, {});
}

}  // namespace sallyport::net
