// A client or upstream may disconnect after any byte. No connection stays open, and the server still works. CI runs
// these tests under ASan.
#include <gtest/gtest.h>

#include "net/server/server_fixture_test.h"

namespace sallyport::net {
namespace {

enum class End { close, reset };

void end(RawSocket& socket, End how) {
  if (how == End::reset) socket.reset();
  socket.close();
}

// Answers the first request of each connection with the first `cut` bytes of a response, then disconnects.
class LeavingUpstream {
 public:
  LeavingUpstream() : thread_([this] { serve(); }) {}
  ~LeavingUpstream() {
    ::shutdown(listener_.fd(), SHUT_RDWR);
    thread_.join();
  }

  int port() const { return listener_.port(); }

  void answer_with(const std::string& response) {
    const std::lock_guard lock(mutex_);
    response_ = response;
  }

  std::atomic<std::size_t> cut = 1000;
  std::atomic<End> how = End::close;

 private:
  void serve() {
    for (;;) {
      RawSocket client = listener_.accept();
      if (client.fd() < 0) return;
      client.read_until("\r\n\r\n");
      client.send(response().substr(0, cut));
      end(client, how);
    }
  }

  std::string response() {
    const std::lock_guard lock(mutex_);
    return response_;
  }

  std::mutex mutex_;
  std::string response_ = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  RawListener listener_;
  std::thread thread_;
};

class DisconnectTest : public ServerTest {
 protected:
  // The first letter of the path selects the action. a: an answer; d: an answer from a worker; b: needs the body,
  // then as d; f: a forward; w: a forward that a worker decides; u: an upgrade.
  void start_all() {
    start([this](const http::Request& request, bool has_body) -> http::Action {
      switch (request.target.at(1)) {
        case 'a':
          return text_answer(std::string(3000, 'x'));
        case 'd':
          return http::Defer{[] { return text_answer("deferred"); }};
        case 'b':
          if (!has_body) return http::NeedBody{};
          return http::Defer{[own = http::own(request)] { return text_answer(std::string(own.body)); }};
        case 'w':
          return http::Defer{[out = forward(request)] { return out; }};
        default:
          return forward(request);
      }
    });
  }
  http::Forward forward(const http::Request& request) const {
    http::Forward out;
    auto upstream = std::make_shared<http::Upstream>();
    upstream->host = "127.0.0.1";
    upstream->port = std::to_string(upstream_.port());
    out.upstream = upstream;
    out.target = std::string(request.target);
    out.host = "app.internal";
    out.upgrade = request.target.starts_with("/u");
    return out;
  }
  // Expects that no connection is open and that the server still answers.
  void expect_unharmed(const std::string& after) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (server_->counters().connections_open > 0 && std::chrono::steady_clock::now() < until)
      std::this_thread::yield();
    EXPECT_EQ(server_->counters().connections_open, 0u) << after;
    EXPECT_TRUE(exchange("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 200 OK\r\n"))
        << after;
  }

  LeavingUpstream upstream_;
};

constexpr std::string_view kBody = "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\nT: 1\r\n\r\n";

TEST_F(DisconnectTest, OfAClientAfterEveryByteOfItsRequest) {
  RecordProperty("covers", "HTTP-07");
  start_all();
  for (const std::string_view path : {"/a", "/d", "/b", "/f", "/w", "/u"}) {
    const bool upgrade = path == "/u";
    const std::string request =
        (upgrade ? "GET " : "POST ") + std::string(path) + " HTTP/1.1\r\n" +
        (upgrade ? "Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nxyz" : std::string(kBody));
    for (const End how : {End::close, End::reset})
      for (std::size_t sent = 0; sent <= request.size(); ++sent) {
        RawSocket client = connect();
        client.send(std::string_view(request).substr(0, sent));
        end(client, how);
      }
    expect_unharmed(std::string(path));
  }
}

TEST_F(DisconnectTest, OfAClientInTheMiddleOfAPipeline) {
  start_all();
  std::string requests;
  for (const char* path : {"/a", "/d", "/f", "/w", "/d", "/a", "/f"})
    requests += "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n\r\n";
  for (const End how : {End::close, End::reset})
    for (std::size_t read = 0; read < 4000; read += 250) {
      RawSocket client = connect();
      client.send(requests);
      client.read_exactly(read);
      end(client, how);
    }
  expect_unharmed("a pipeline");
}

TEST_F(DisconnectTest, OfAnUpstreamAfterEveryByteOfItsResponse) {
  start_all();
  for (const std::string& response :
       {std::string("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
        std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x\r\nhello\r\n0\r\nT: 1\r\n\r\n"),
        std::string("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello")}) {
    upstream_.answer_with(response);
    const bool upgrade = response.find(" 101 ") != std::string::npos;
    const std::string request =
        upgrade ? "GET /u HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                : "POST /f HTTP/1.1\r\nContent-Length: 3\r\nConnection: close\r\nHost: a\r\n\r\nabc";
    for (const End how : {End::close, End::reset})
      for (std::size_t cut = 0; cut <= response.size(); ++cut) {
        upstream_.how = how;
        upstream_.cut = cut;
        RawSocket client = connect();
        client.send(request);
        if (upgrade)
          EXPECT_TRUE(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 "))
              << cut;  // a 502 leaves the connection open
        else
          client.read_all();  // returns, because the server does not wait for the missing bytes
        ASSERT_TRUE(client.error() == 0 || client.error() == ECONNRESET) << cut << " of " << response;
      }
  }
  expect_unharmed("an upstream");
}

// The client leaves while the upstream sends, or together with the upstream.
TEST_F(DisconnectTest, OfAClientAfterEveryByteOfTheResponse) {
  start_all();
  for (const End how : {End::close, End::reset})
    for (std::size_t read = 0; read < 120; ++read) {
      RawSocket client = connect();
      client.send("GET /w HTTP/1.1\r\nHost: a\r\n\r\nGET /f HTTP/1.1\r\nHost: a\r\n\r\n");
      client.read_exactly(read);
      end(client, how);
    }
  expect_unharmed("a response");
}

}  // namespace
}  // namespace sallyport::net
