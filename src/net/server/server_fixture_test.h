// For tests: blocking loopback sockets that send exact bytes, and a server whose handler is a lambda.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "net/engine/workers.h"
#include "net/server/server.h"

namespace sallyport::net {

// Repeats a call that was interrupted: whoever stops the process for a moment interrupts what has a time limit.
template <class Call>
auto uninterrupted(Call call) {
  for (;;) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

// One end of a connection. Each read gives up after 20 seconds, so that a test of a broken server fails and does not
// hang.
class RawSocket {
 public:
  explicit RawSocket(int fd) : fd_(fd) {
    const timeval patience{20, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  }
  RawSocket(RawSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)), buffer_(std::move(other.buffer_)) {}
  RawSocket& operator=(RawSocket&& other) noexcept {
    close();
    fd_ = std::exchange(other.fd_, -1);
    buffer_ = std::move(other.buffer_);
    return *this;
  }
  ~RawSocket() { close(); }

  static RawSocket to_port(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0) << std::strerror(errno);
    return RawSocket(fd);
  }
  static RawSocket to_path(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0) << std::strerror(errno);
    return RawSocket(fd);
  }

  int fd() const { return fd_; }

  // Returns false if the peer has closed the connection.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = uninterrupted([&] { return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL); });
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // Reads up to and including `end`. If the peer closes before that, returns the bytes that it sent.
  std::string read_until(std::string_view end) {
    for (;;) {
      if (const std::size_t at = buffer_.find(end); at != std::string::npos) return take(at + end.size());
      if (!fill()) return take(buffer_.size());
    }
  }
  std::string read_exactly(std::size_t size) {
    while (buffer_.size() < size && fill()) {
    }
    return take(std::min(size, buffer_.size()));
  }
  // Reads everything until the peer closes.
  std::string read_all() {
    while (fill()) {
    }
    return take(buffer_.size());
  }
  // Waits until the peer closes. Returns false if bytes come first, or if nothing happens for 20 seconds.
  bool is_closed() { return buffer_.empty() && !fill() && (error_ == 0 || error_ == ECONNRESET); }

  // Reads one response: the head, and as many bytes as its Content-Length says.
  std::string read_response() {
    std::string head = read_until("\r\n\r\n");
    const std::size_t at = head.find("Content-Length: ");
    if (at == std::string::npos) return head;
    return head + read_exactly(std::stoul(head.substr(at + 16)));
  }

  int error() const { return error_; }  // errno of the last read; 0 if the peer closed cleanly

  void end_sending() { ::shutdown(fd_, SHUT_WR); }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  // Closes the connection with a reset.
  void reset() {
    const linger hard{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close();
  }

 private:
  bool fill() {
    char bytes[65536];
    const ssize_t size = uninterrupted([&] { return ::recv(fd_, bytes, sizeof bytes, 0); });
    error_ = size < 0 ? errno : 0;
    if (size <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(size));
    return true;
  }
  std::string take(std::size_t size) {
    std::string out = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return out;
  }

  int fd_;
  int error_ = 0;
  std::string buffer_;
};

// A listening socket for a test that plays the upstream itself.
class RawListener {
 public:
  RawListener() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(fd_, 16), 0);
    socklen_t size = sizeof address;
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    const timeval patience{20, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  RawListener(const RawListener&) = delete;
  ~RawListener() { ::close(fd_); }

  int fd() const { return fd_; }
  int port() const { return port_; }
  RawSocket accept() {
    return RawSocket(uninterrupted([&] { return ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC); }));
  }
  // Whether a connection waits to be accepted.
  bool has_connection() const {
    pollfd waiting{fd_, POLLIN, 0};
    return ::poll(&waiting, 1, 0) == 1;
  }

 private:
  int fd_;
  int port_ = 0;
};

// Worker threads that start tasks in order. They refuse tasks while `full` is true.
class TestWorkers final : public Workers {
 public:
  explicit TestWorkers(int threads = 2) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  }
  ~TestWorkers() override {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
  }
  bool submit(std::function<void()> task) override {
    const std::lock_guard lock(mutex_);
    if (full) return false;
    tasks_.push_back(std::move(task));
    changed_.notify_one();
    return true;
  }

  std::atomic<bool> full = false;

 private:
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
      if (tasks_.empty()) return;
      auto task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
      task = nullptr;
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

// Lets threads wait until another thread opens it.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
    changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_open_ = false;
};

using OnRequest = std::function<http::Action(const http::Request&, bool)>;

class LambdaHandler final : public http::Handler {
 public:
  explicit LambdaHandler(OnRequest on_request) : on_request_(std::move(on_request)) {}
  http::Action on_request(const http::Request& request, bool has_body) override {
    return on_request_(request, has_body);
  }

 private:
  OnRequest on_request_;
};

inline http::Answer text_answer(std::string body, int status = 200) {
  http::Answer answer{http::Response(status)};
  answer.response.body = std::move(body);
  return answer;
}

inline Listen loopback() {
  Listen listen;
  listen.address = "127.0.0.1";
  return listen;
}

class ServerTest : public ::testing::Test {
 protected:
  void start(OnRequest on_request) {
    if (settings_.listen.empty()) settings_.listen.push_back(loopback());
    settings_.name = "test";
    auto started =
        Server::start(settings_, [on_request] { return std::make_unique<LambdaHandler>(on_request); }, *workers_, log_);
    ASSERT_TRUE(started) << started.error().detail;
    server_ = *std::move(started);
  }
  // Answers each request with its own method, target and body.
  void start_echo() {
    start([](const http::Request& request, bool has_body) -> http::Action {
      if (!has_body) return http::NeedBody{};
      return text_answer(std::string(request.method) + " " + std::string(request.target) + " " +
                         std::string(request.body));
    });
  }
  RawSocket connect() { return RawSocket::to_port(server_->ports().at(0)); }
  std::string exchange(std::string_view bytes) {
    RawSocket socket = connect();
    socket.send(bytes);
    return socket.read_response();
  }

  Server::Settings settings_;
  NoLog no_log_;
  std::reference_wrapper<Log> log_ = no_log_;
  std::unique_ptr<TestWorkers> workers_ = std::make_unique<TestWorkers>();
  std::unique_ptr<Server> server_;
};

}  // namespace sallyport::net
