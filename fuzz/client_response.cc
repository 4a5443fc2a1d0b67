// Whatever a provider's server answers, the HTTP client returns an answer within its limits, or tells how it failed.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <thread>

#include "fuzz/fuzz.h"
#include "net/client/curl_client.h"

namespace {

using namespace sallyport;
using fuzz::require;

// Answers the first request of each connection with the current input, and closes the connection.
class Provider {
 public:
  Provider() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    require(::bind(listener_, any, size) == 0 && ::listen(listener_, 16) == 0);
    ::getsockname(listener_, any, &size);
    authority_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { serve(); });
  }
  Provider(const Provider&) = delete;
  ~Provider() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }

  const std::string& authority() const { return authority_; }
  void says(std::string_view text) {
    const std::lock_guard lock(mutex_);
    text_ = text;
  }

 private:
  std::string today() {
    const std::lock_guard lock(mutex_);
    return text_;
  }

  void serve() {
    for (int client = -1; (client = ::accept(listener_, nullptr, nullptr)) >= 0; ::close(client)) {
      std::array<char, 4096> bytes{};
      if (::recv(client, bytes.data(), bytes.size(), 0) <= 0) continue;
      const std::string text = today();
      static_cast<void>(::send(client, text.data(), text.size(), MSG_NOSIGNAL));
    }
  }

  int listener_;
  std::string authority_;
  std::mutex mutex_;
  std::string text_;
  std::thread thread_;
};

constexpr std::size_t kMost = 1024;

Result<http::ClientResponse> ask(std::string_view text) {
  static Provider provider;
  static const auto client = net::make_curl_client({.hosts = {provider.authority()},
                                                    .http_hosts = {provider.authority()},
                                                    .loopback_hosts = {provider.authority()}});
  provider.says(text);
  http::ClientRequest request;
  request.url = "http://" + provider.authority() + "/token";
  request.timeout = std::chrono::seconds(5);
  request.max_response = kMost;
  return client->send(request);
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const auto response = ask(text);
  if (!response) {
    constexpr std::array<std::string_view, 3> kReasons{"http_broken", "http_too_large", "http_timeout"};
    return require(std::ranges::find(kReasons, response.error().reason) != kReasons.end());
  }
  require(response->status >= 200 && response->status <= 599);
  require(response->body.size() <= kMost);
  for (const auto& [name, value] : response->headers) {
    require(name.find_first_of(":\r\n") == name.npos && value.find_first_of("\r\n") == value.npos);
    require(value.find('\0') == value.npos);
  }
}
