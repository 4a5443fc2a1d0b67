// For tests of the proxy: the upstream is a socket of the test, so the test sees every byte that the proxy sends.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "net/server/server_fixture_test.h"

namespace sallyport::net {

class ProxyTest : public ServerTest {
 protected:
  static constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  static constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  // The two sockets of a request that the proxy has passed on.
  struct Ends {
    RawSocket client;
    RawSocket upstream;
    std::string head;  // the request's head as the upstream read it
  };

  ProxyTest() {
    upstream_.host = "127.0.0.1";
    upstream_.port = std::to_string(listener_.port());
  }
  http::Forward forward(const http::Request& request) const {
    http::Forward out;
    out.upstream = std::make_shared<http::Upstream>(upstream_);
    out.target = std::string(request.target);
    out.host = "app.internal";
    out.headers = "X-User: anna\r\n";
    return out;
  }
  void start_proxy() {
    start([this](const http::Request& request, bool) -> http::Action { return forward(request); });
  }
  Ends ask(std::string_view request = kGet) {
    RawSocket client = connect();
    client.send(request);
    RawSocket upstream = listener_.accept();
    std::string head = upstream.read_until("\r\n\r\n");
    return {std::move(client), std::move(upstream), std::move(head)};
  }
  // Makes one exchange: sends the request, answers it with `response`, closes the upstream, and returns all that the
  // client read.
  std::string relay(std::string_view response, std::string_view request = kGet) {
    auto [client, upstream, head] = ask(request);
    upstream.send(response);
    upstream.close();
    return client.read_all();
  }

  RawListener listener_;
  http::Upstream upstream_;
};

}  // namespace sallyport::net
