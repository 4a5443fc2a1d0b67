// TLS towards an upstream.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "net/server/server_tls_fixture.h"

namespace sallyport::net {
namespace {

using ::testing::EndsWith;
using ::testing::StartsWith;

// A server in front of an upstream that speaks TLS. The upstream is also one of our servers.
class TlsUpstreamTest : public TlsTest {
 protected:
  void start_upstream(const TlsIdentity& identity) {
    Server::Settings behind;
    Listen listen = loopback();
    listen.tls = identity;
    behind.listen = {listen};
    auto upstream = Server::start(
        behind,
        [this] {
          return std::make_unique<LambdaHandler>([this](const http::Request&, bool) -> http::Action {
            ++seen_;
            return text_answer("behind");
          });
        },
        *workers_, log_);
    ASSERT_TRUE(upstream);
    upstream_ = *std::move(upstream);
  }
  // Starts the server in front of the upstream. It trusts the authorities in `ca_file`.
  void start_front(std::string ca_file, std::string host = "localhost") {
    auto to = std::make_shared<http::Upstream>();
    to->host = std::move(host);
    to->port = std::to_string(upstream_->ports().at(0));
    to->tls = true;
    to->ca_file = std::move(ca_file);
    settings_.listen = {loopback()};
    start([to](const http::Request& request, bool) -> http::Action {
      http::Forward out;
      out.upstream = to;
      out.target = std::string(request.target);
      out.host = "a";
      return out;
    });
  }
  // What the server in front answers to a request for the upstream.
  std::string through(const TlsIdentity& identity, std::string ca_file, std::string host = "localhost") {
    seen_ = 0;
    start_upstream(identity);
    start_front(std::move(ca_file), std::move(host));
    std::string response = exchange(kGet);
    const bool refused = response.starts_with("HTTP/1.1 502 ");
    EXPECT_EQ(seen_, refused ? 0 : 1);  // no request reaches an upstream that has not proved its name
    if (!refused) {
      EXPECT_THAT(exchange(kGet), EndsWith("behind"));  // over the kept connection
    }
    server_.reset();
    upstream_.reset();
    return response;
  }

  std::atomic<int> seen_ = 0;
  std::unique_ptr<Server> upstream_;
};

TEST_F(TlsUpstreamTest, IsSpokenToOnlyWhereItProvesItsName) {
  const Authority stranger;
  EXPECT_THAT(through(authority_.identity({"localhost"}), authority_.file()), EndsWith("\r\n\r\nbehind"));
  EXPECT_THAT(through(authority_.identity({"other.example"}), authority_.file()), StartsWith("HTTP/1.1 502 "));
  EXPECT_THAT(through(stranger.identity({"localhost"}), authority_.file()), StartsWith("HTTP/1.1 502 "));
  EXPECT_THAT(through(authority_.identity({"localhost"}), ""), StartsWith("HTTP/1.1 502 "));
  EXPECT_THAT(through(authority_.identity({"localhost"}, -Seconds(60)), authority_.file()),
              StartsWith("HTTP/1.1 502 "));
  EXPECT_THAT(through(authority_.identity({"localhost"}), authority_.file(), "127.0.0.1"), StartsWith("HTTP/1.1 502 "));
  EXPECT_THAT(through(authority_.identity({"localhost"}), "/nowhere"), StartsWith("HTTP/1.1 502 "));
}

TEST_F(TlsUpstreamTest, WhatIsTrustedIsReadAnewWithTheListenersIdentity) {
  const Authority stranger;
  const std::string trusted = authority_.file() + ".trusted";
  std::filesystem::copy_file(stranger.file(), trusted);
  start_upstream(authority_.identity({"localhost"}));
  start_front(trusted);
  EXPECT_THAT(exchange(kGet), StartsWith("HTTP/1.1 502 "));
  std::filesystem::copy_file(authority_.file(), trusted, std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(exchange(kGet), StartsWith("HTTP/1.1 502 ")) << "it was read once";
  ASSERT_TRUE(server_->renew_tls(std::nullopt));
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  std::string response;
  while (!response.ends_with("behind") && std::chrono::steady_clock::now() < limit) response = exchange(kGet);
  EXPECT_THAT(response, EndsWith("behind"));
  server_.reset();
  std::filesystem::remove(trusted);
}

}  // namespace
}  // namespace sallyport::net
