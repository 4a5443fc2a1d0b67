#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/engine/name_service.h"
#include "net/proxy/proxy_fixture_test.h"

namespace sallyport::net {
namespace {

using std::chrono::milliseconds;
using ::testing::EndsWith;
using ::testing::StartsWith;

TEST_F(ProxyTest, RequestsShareAConnection) {
  start_proxy();
  auto [client, upstream, head] = ask("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(head, StartsWith("GET /1 "));
  upstream.send(kOk);
  EXPECT_THAT(client.read_response(), EndsWith("ok"));
  EXPECT_THAT(upstream.read_until("\r\n\r\n"), StartsWith("GET /2 "));
  upstream.send(kOk);
  EXPECT_THAT(client.read_response(), EndsWith("ok"));
  EXPECT_FALSE(listener_.has_connection());
}

TEST_F(ProxyTest, AConnectionWithBytesLeftOverIsNotShared) {  // those bytes would answer another person's request
  start_proxy();
  RawSocket client = connect();
  client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
  RawSocket first = listener_.accept();
  first.read_until("\r\n\r\n");
  first.send(std::string(kOk) + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
  EXPECT_THAT(client.read_response(), EndsWith("ok"));
  client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
  RawSocket second = listener_.accept();
  EXPECT_THAT(second.read_until("\r\n\r\n"), StartsWith("GET /2 "));
  second.send(kOk);
  EXPECT_THAT(client.read_response(), EndsWith("ok"));
}

TEST_F(ProxyTest, OnlyADeadKeptConnectionIsTriedAgain) {
  RecordProperty("covers", "F-25");
  start_proxy();
  RawSocket client = connect();
  const auto use_once = [&] {
    client.send("GET /first HTTP/1.1\r\nHost: a\r\n\r\n");
    RawSocket upstream = listener_.accept();
    upstream.read_until("\r\n\r\n");
    upstream.send(kOk);
    EXPECT_THAT(client.read_response(), EndsWith("ok"));
    return upstream;
  };
  {
    RawSocket kept = use_once();
    client.send("GET /again HTTP/1.1\r\nHost: a\r\n\r\n");
    kept.read_until("\r\n\r\n");
  }
  {
    RawSocket fresh = listener_.accept();
    EXPECT_THAT(fresh.read_until("\r\n\r\n"), StartsWith("GET /again "));
  }  // closes again, and there is no third attempt
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 502 "));
  EXPECT_FALSE(listener_.has_connection());
  {
    RawSocket kept = use_once();
    client.send("POST /once HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");  // the upstream may have carried it out
    kept.read_until("\r\n\r\n");
  }
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 502 "));
  EXPECT_FALSE(listener_.has_connection());
}

TEST_F(ProxyTest, NobodyThereIs502) {
  {
    const RawListener gone;
    upstream_.port = std::to_string(gone.port());
  }
  start_proxy();
  EXPECT_THAT(exchange(kGet), StartsWith("HTTP/1.1 502 "));
  upstream_.port = "none";
  EXPECT_THAT(exchange(kGet), StartsWith("HTTP/1.1 502 "));
}

TEST_F(ProxyTest, ANameThatHangsHoldsUpNoOther) {
  RecordProperty("covers", "F-26");
  const auto asked = std::make_shared<Gate>(), answer = std::make_shared<Gate>();
  settings_.names = std::make_shared<NameService>([asked, answer](const std::string& host) -> Result<Addresses> {
    if (host == "unknown.example") return failure(Kind::unavailable, "http_connect");
    if (host == "hangs.example") {
      asked->open();
      answer->wait();
    }
    return Addresses{IpAddress::parse("127.0.0.1").value()};
  });
  start([this](const http::Request& request, bool) -> http::Action {
    auto out = forward(request);
    auto upstream = upstream_;
    upstream.host = request.target.substr(1);
    out.upstream = std::make_shared<http::Upstream>(upstream);
    return out;
  });
  RawSocket waiting = connect();
  waiting.send("GET /hangs.example HTTP/1.1\r\nHost: a\r\n\r\n");
  asked->wait();
  EXPECT_THAT(relay(kOk, "GET /app.example HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), EndsWith("ok"));
  EXPECT_THAT(exchange("GET /unknown.example HTTP/1.1\r\nHost: a\r\n\r\n"), StartsWith("HTTP/1.1 502 "));
  EXPECT_FALSE(listener_.has_connection());
  answer->open();
  RawSocket upstream = listener_.accept();
  EXPECT_THAT(upstream.read_until("\r\n\r\n"), StartsWith("GET /hangs.example "));
  upstream.send(kOk);
  EXPECT_THAT(waiting.read_response(), EndsWith("ok"));
}

TEST_F(ProxyTest, ANameThatHangsIs504AndOutlivesTheServer) {
  RecordProperty("covers", "F-26");
  settings_.limits.watch_interval = milliseconds(40);  // makes the ticks short
  upstream_.host = "hangs.example";
  upstream_.connect_timeout = milliseconds(100);
  const auto answer = std::make_shared<Gate>();
  settings_.names = std::make_shared<NameService>([answer](const std::string&) -> Result<Addresses> {
    answer->wait();
    return Addresses{IpAddress::parse("127.0.0.1").value()};
  });
  start_proxy();
  EXPECT_THAT(exchange(kGet), StartsWith("HTTP/1.1 504 "));
  RawSocket client = connect();
  client.send(kGet);
  server_.reset();
  EXPECT_TRUE(client.is_closed());
  answer->open();
  EXPECT_FALSE(listener_.has_connection());
}

TEST_F(ProxyTest, AUnixSocketIsAnUpstreamToo) {
  const std::string path = ::testing::TempDir() + "proxy_test." + std::to_string(::getpid()) + ".sock";
  Listen listen;
  listen.unix_path = path;
  Server::Settings behind;
  behind.listen = {listen};
  auto upstream = Server::start(
      behind,
      [] {
        return std::make_unique<LambdaHandler>([](const http::Request& request, bool) -> http::Action {
          return text_answer(std::string(request.target) + std::string(*request.header("Host")));
        });
      },
      *workers_, log_);
  ASSERT_TRUE(upstream);
  upstream_ = http::Upstream();
  upstream_.unix_path = path;
  start_proxy();
  EXPECT_THAT(exchange("GET /a HTTP/1.1\r\nHost: a\r\n\r\n"), EndsWith("\r\n\r\n/aapp.internal"));
}

}  // namespace
}  // namespace sallyport::net
