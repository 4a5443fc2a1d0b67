// For tests: a server on loopback that runs the test's script for each connection, on a thread of its own. The
// destructor shuts the connections down and waits until all scripts have returned.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/text.h"

namespace sallyport::net {

class ScriptedServer {
 public:
  using Script = std::function<void(int connection)>;

  explicit ScriptedServer(Script script) : script_(std::move(script)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, any, size) != 0 || ::listen(listener_, 64) != 0) return;
    ::getsockname(listener_, any, &size);
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] { accept_all(); });
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  ~ScriptedServer() {
    ::shutdown(listener_, SHUT_RDWR);
    if (accepting_.joinable()) accepting_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int connection : connections_) ::shutdown(connection, SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
    for (const int connection : connections_) ::close(connection);
    ::close(listener_);
  }

  int port() const { return port_; }
  std::string authority(std::string_view host = "127.0.0.1") const {
    return std::string(host) + ":" + std::to_string(port_);
  }
  std::size_t connections() const {
    const std::lock_guard lock(mutex_);
    return connections_.size();
  }

 private:
  void accept_all() {
    while (true) {
      const int connection = ::accept(listener_, nullptr, nullptr);
      if (connection < 0) return;
      const std::lock_guard lock(mutex_);
      connections_.push_back(connection);
      threads_.emplace_back([this, connection] {
        script_(connection);
        ::shutdown(connection, SHUT_RDWR);
      });
    }
  }

  Script script_;
  int listener_;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<int> connections_;
  std::vector<std::thread> threads_;
  std::thread accepting_;
};

// Reads the head and the body of the next request. Returns an empty string if the peer has closed the connection.
inline std::string read_request(int connection) {
  std::string text;
  for (char byte = 0; !text.ends_with("\r\n\r\n"); text += byte)
    if (::recv(connection, &byte, 1, 0) != 1) return {};
  const std::string lower = ascii_lower(text);
  const std::size_t length = lower.find("content-length: ");
  if (length == std::string::npos) return text;
  std::string body(std::stoul(lower.substr(length + 16)), '\0');
  if (!body.empty() && ::recv(connection, body.data(), body.size(), MSG_WAITALL) != static_cast<ssize_t>(body.size()))
    return {};
  return text + body;
}

inline bool write_all(int connection, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

inline void wait_until_closed(int connection) {
  char byte = 0;
  while (::recv(connection, &byte, 1, 0) > 0) {
  }
}

}  // namespace sallyport::net
