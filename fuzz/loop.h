// An event loop without a thread: a target sends bytes, lets it run until nothing moves, and looks at what came out.
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "net/server/connection_native.h"
#include "net/server/server_loop_native.h"

namespace sallyport::fuzz {

using OnRequest = std::function<http::Action(const http::Request&, bool has_body)>;

class LoopWithoutThread {
 public:
  LoopWithoutThread(net::ServerLimits limits, OnRequest on_request)
      : loop_(settings(limits), std::make_unique<Asked>(std::move(on_request)), workers_, log_, quotas_) {
    int ends[2] = {-1, -1};
    require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
    client_ = ends[0];
    net::Connection::open(loop_.serving(), ends[1], nullptr);
  }
  LoopWithoutThread(const LoopWithoutThread&) = delete;
  ~LoopWithoutThread() { ::close(client_); }

  void send(std::string_view bytes) {
    send_all(client_, bytes);
    run();
  }
  void end_sending() {
    ::shutdown(client_, SHUT_WR);
    run();
  }

  // Until nothing moves any more.
  void run() {
    auto& context = loop_.serving().loop.executor().context();
    for (bool moved = true; moved;) {
      context.restart();
      moved = context.poll() > 0;
      moved = receive() || moved;
    }
  }

  // What the client got so far.
  const std::string& received() const { return received_; }

  static void send_all(int fd, std::string_view bytes) {
    static_cast<void>(::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL));  // a few kB fit into any socket
  }

 private:
  class Asked final : public http::Handler {
   public:
    explicit Asked(OnRequest on_request) : on_request_(std::move(on_request)) {}
    http::Action on_request(const http::Request& request, bool has_body) override {
      return on_request_(request, has_body);
    }

   private:
    OnRequest on_request_;
  };

  // A worker that has finished before anybody looks.
  class AtOnce final : public net::Workers {
   public:
    bool submit(std::function<void()> task) override {
      task();
      return true;
    }
  };

  static net::Server::Settings settings(const net::ServerLimits& limits) {
    net::Server::Settings settings;
    settings.limits = limits;
    settings.name = "fuzz";
    return settings;
  }

  bool receive() {
    char bytes[16384];
    bool any = false;
    for (ssize_t size = 0; (size = ::recv(client_, bytes, sizeof bytes, 0)) > 0; any = true)
      received_.append(bytes, static_cast<std::size_t>(size));
    return any;
  }

  NoLog log_;
  AtOnce workers_;
  net::Serving::Quotas quotas_{net::Quota(16), net::Quota(16)};
  net::ServerLoop loop_;
  int client_ = -1;
  std::string received_;
};

}  // namespace sallyport::fuzz
