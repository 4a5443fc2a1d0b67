#include "net/client/curl_client.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "base/reason_of.h"
#include "net/engine/listen_socket.h"
#include "net/engine/scripted_server.h"

namespace sallyport::net {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

// Answers every request with the same text, keeps the connections open, and records the requests.
class Answers {
 public:
  explicit Answers(std::string answer)
      : answer_(std::move(answer)), server_([this](int connection) { serve(connection); }) {}

  const ScriptedServer& server() const { return server_; }
  std::string url(std::string_view path = "/") const { return "http://" + server_.authority() + std::string(path); }
  std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void serve(int connection) {
    while (true) {
      std::string request = read_request(connection);
      if (request.empty()) return;
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(std::move(request));
      }
      if (!write_all(connection, answer_)) return;
    }
  }

  std::string answer_;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  ScriptedServer server_;
};

Destinations only(const std::string& authority) {
  return {.hosts = {authority}, .http_hosts = {authority}, .loopback_hosts = {authority}};
}

TEST(CurlClient, GivesStatusHeadersAndBody) {
  const Answers idp("HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nX-A:  b \r\nContent-Length: 4\r\n\r\ngone");
  const auto client = make_curl_client(only(idp.server().authority()));
  const auto response = client->send({.url = idp.url("/x?y=1")});
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->status, 404);
  EXPECT_EQ(response->body, "gone");
  ASSERT_NE(response->find("x-a"), nullptr);
  EXPECT_EQ(*response->find("x-a"), "b");
  EXPECT_EQ(*response->find("content-type"), "text/plain");
  EXPECT_THAT(idp.requests().at(0), testing::StartsWith("GET /x?y=1 HTTP/1.1\r\n"));
}

TEST(CurlClient, SendsToAUnixSocketWhateverTheHostIs) {
  const std::string path = "/tmp/sallyport_client_" + std::to_string(::getpid()) + ".sock";
  const int listener = open_listen_socket({.unix_path = path}, PortSharing::no).value();
  ::fcntl(listener, F_SETFL, 0);  // accept() shall wait
  std::string request;
  std::thread server([&] {
    const int connection = ::accept(listener, nullptr, nullptr);
    request = read_request(connection);
    write_all(connection, kOk);
    ::close(connection);
  });
  const auto response = make_unix_client(path)->send({.method = "PUT", .url = "http://gateway/x?y=1", .body = "{}"});
  server.join();
  ::close(listener);
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->body, "ok");
  EXPECT_THAT(request, testing::StartsWith("PUT /x?y=1 HTTP/1.1\r\nHost: gateway\r\n"));
  EXPECT_THAT(request, testing::EndsWith("\r\n\r\n{}"));
  EXPECT_EQ(reason_of(make_unix_client(path)->send({.url = "http://gateway/"})), "http_connect") << "nobody listens";
  ::unlink(path.c_str());
}

TEST(CurlClient, SendsMethodHeadersAndBodyAsTheyAre) {
  const Answers idp{std::string(kOk)};
  const auto client = make_curl_client(only(idp.server().authority()));
  ASSERT_TRUE(client->send({.method = "POST",
                            .url = idp.url("/token"),
                            .headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"X-Empty", ""}},
                            .body = "a=1&b=2"}));
  const std::string request = idp.requests().at(0);
  EXPECT_THAT(request, testing::StartsWith("POST /token HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("Content-Type: application/x-www-form-urlencoded\r\n"));
  EXPECT_THAT(request, HasSubstr("X-Empty:\r\n"));
  EXPECT_THAT(request, testing::EndsWith("\r\n\r\na=1&b=2"));
}

TEST(CurlClient, OtherMethodsKeepTheirName) {
  const Answers idp("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  const auto client = make_curl_client(only(idp.server().authority()));
  for (const std::string method : {"HEAD", "DELETE", "PUT", "PATCH", "GET"})
    ASSERT_TRUE(client->send({.method = method, .url = idp.url()})) << method;
  std::vector<std::string> methods;
  for (const std::string& request : idp.requests()) methods.push_back(request.substr(0, request.find(' ')));
  EXPECT_EQ(methods, (std::vector<std::string>{"HEAD", "DELETE", "PUT", "PATCH", "GET"}));
}

TEST(CurlClient, AsksForNoCompressionAndTellsNothingMore) {
  const Answers idp{std::string(kOk)};
  const auto client = make_curl_client(only(idp.server().authority()));
  ASSERT_TRUE(client->send({.method = "POST", .url = idp.url(), .body = std::string(2 << 20, 'x')}));
  const std::string request = ascii_lower(idp.requests().at(0));
  for (const char* name : {"accept-encoding", "expect:", "cookie", "authorization", "content-type"})
    EXPECT_THAT(request.substr(0, request.find("\r\n\r\n")), Not(HasSubstr(name)));
}

TEST(CurlClient, FollowsNoRedirect) {
  RecordProperty("covers", "JWT-22, SSRF-01");
  const Answers elsewhere{std::string(kOk)};
  const Answers idp("HTTP/1.1 302 Found\r\nLocation: " + elsewhere.url() + "\r\nContent-Length: 0\r\n\r\n");
  Destinations both = only(idp.server().authority());
  both.hosts.push_back(elsewhere.server().authority());
  both.http_hosts = both.loopback_hosts = both.hosts;
  const auto response = make_curl_client(both)->send({.url = idp.url()});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 302);
  EXPECT_EQ(*response->find("location"), elsewhere.url());
  EXPECT_EQ(elsewhere.server().connections(), 0u);
}

TEST(CurlClient, KeepsNoCookie) {
  const Answers idp("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");
  const auto client = make_curl_client(only(idp.server().authority()));
  ASSERT_TRUE(client->send({.url = idp.url()}));
  ASSERT_TRUE(client->send({.url = idp.url()}));
  EXPECT_THAT(ascii_lower(idp.requests().at(1)), Not(HasSubstr("cookie")));
}

// A response may begin with a folded line. What curl remembers of one exchange must not get into the next.
TEST(CurlClient, EachExchangeStartsWithNothingOfTheOneBefore) {
  const Answers idp("HTTP/1.1 200 OK\r\n folded: line\r\nA: b\r\n and more\r\nContent-Length: 0\r\n\r\n");
  const auto client = make_curl_client(only(idp.server().authority()));
  for (int i = 0; i < 5; ++i) static_cast<void>(client->send({.url = idp.url()}));
  EXPECT_EQ(idp.requests().size(), 5u);
  EXPECT_EQ(idp.server().connections(), 5u);
}

TEST(CurlClient, OpensAConnectionForEachExchange) {
  const ScriptedServer idp([](int connection) {
    if (!read_request(connection).empty()) write_all(connection, kOk);  // then closes without announcing it
  });
  const auto client = make_curl_client(only(idp.authority()));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(reason_of(client->send({.url = "http://" + idp.authority() + "/"})), "none");
}

TEST(CurlClient, IgnoresAProxyOfTheEnvironment) {
  const Answers proxy{std::string(kOk)};
  const Answers idp{std::string(kOk)};
  for (const char* name : {"http_proxy", "all_proxy"}) ::setenv(name, proxy.url().c_str(), 1);
  const auto client = make_curl_client(only(idp.server().authority()));
  EXPECT_TRUE(client->send({.url = idp.url()}));
  for (const char* name : {"http_proxy", "all_proxy"}) ::unsetenv(name);
  EXPECT_EQ(proxy.server().connections(), 0u);
  EXPECT_EQ(idp.requests().size(), 1u);
}

TEST(CurlClient, BodyBeyondTheLimitIsTooLarge) {
  RecordProperty("covers", "JWT-22");
  const Answers exact("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'x'));
  const auto client = make_curl_client(only(exact.server().authority()));
  EXPECT_EQ(reason_of(client->send({.url = exact.url(), .max_response = 100})), "none");
  EXPECT_EQ(reason_of(client->send({.url = exact.url(), .max_response = 99})), "http_too_large");
}

TEST(CurlClient, BodyWithoutALengthIsTooLargeAlike) {
  const Answers chunked("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + std::string(101, 'x') +
                        "\r\n0\r\n\r\n");
  const auto client = make_curl_client(only(chunked.server().authority()));
  EXPECT_EQ(reason_of(client->send({.url = chunked.url(), .max_response = 101})), "none");
  EXPECT_EQ(reason_of(client->send({.url = chunked.url(), .max_response = 100})), "http_too_large");
}

TEST(CurlClient, EndlessHeadersAreTooLarge) {
  const ScriptedServer idp([](int connection) {
    if (read_request(connection).empty()) return;
    write_all(connection, "HTTP/1.1 200 OK\r\n");
    while (write_all(connection, "X: " + std::string(1000, 'x') + "\r\n")) {
    }
  });
  const auto client = make_curl_client(only(idp.authority()));
  EXPECT_EQ(reason_of(client->send({.url = "http://" + idp.authority() + "/"})), "http_too_large");
}

TEST(CurlClient, ServerThatDoesNotAnswerIsATimeout) {
  const ScriptedServer idp(wait_until_closed);
  const auto client = make_curl_client(only(idp.authority()));
  const auto result = client->send({.url = "http://" + idp.authority() + "/", .timeout = milliseconds(100)});
  EXPECT_EQ(reason_of(result), "http_timeout");
  EXPECT_EQ(result.error().kind, Kind::unavailable);
  EXPECT_THAT(result.error().detail, HasSubstr(idp.authority()));
}

TEST(CurlClient, ServerThatDripsIsATimeout) {
  const ScriptedServer idp([](int connection) {
    if (read_request(connection).empty()) return;
    write_all(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx");
    wait_until_closed(connection);
  });
  const auto client = make_curl_client(only(idp.authority()));
  EXPECT_EQ(reason_of(client->send({.url = "http://" + idp.authority() + "/", .timeout = milliseconds(100)})),
            "http_timeout");
}

// If the client kept connections, curl would repeat the POST after the connection closed without an answer.
TEST(CurlClient, APostIsNeverSentTwice) {
  RecordProperty("covers", "F-04");
  std::atomic<int> posts = 0;
  const ScriptedServer idp([&](int connection) {
    for (std::string request = read_request(connection); !request.empty(); request = read_request(connection)) {
      if (request.starts_with("POST")) {
        ++posts;
        return;
      }
      write_all(connection, kOk);
    }
  });
  const auto client = make_curl_client(only(idp.authority()));
  const std::string url = "http://" + idp.authority() + "/";
  ASSERT_TRUE(client->send({.url = url}));
  EXPECT_EQ(reason_of(client->send({.method = "POST", .url = url, .body = "code=1"})), "http_broken");
  EXPECT_EQ(posts, 1);
}

TEST(CurlClient, ConnectionClosedInTheBodyIsBroken) {
  const ScriptedServer idp([](int connection) {
    if (!read_request(connection).empty()) write_all(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  });
  const auto client = make_curl_client(only(idp.authority()));
  EXPECT_EQ(reason_of(client->send({.url = "http://" + idp.authority() + "/"})), "http_broken");
}

TEST(CurlClient, AnswerThatIsNoHttpIsBroken) {
  for (const std::string_view answer : {"", "hello\r\n\r\n", "SSH-2.0-x\r\n", "HTTP/2 000 OK\r\n\r\nend"}) {
    const ScriptedServer idp([&](int connection) {
      if (!read_request(connection).empty()) write_all(connection, answer);
    });
    const auto client = make_curl_client(only(idp.authority()));
    EXPECT_EQ(reason_of(client->send({.url = "http://" + idp.authority() + "/"})), "http_broken") << answer;
  }
}

TEST(CurlClient, InterimResponseAndTrailersAreNoHeaders) {
  const Answers idp(
      "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Real: 2\r\n\r\n"
      "1\r\nx\r\n0\r\nX-Late: 3\r\n\r\n");
  const auto response = make_curl_client(only(idp.server().authority()))->send({.url = idp.url()});
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->find("x-early"), nullptr);
  EXPECT_NE(response->find("x-real"), nullptr);
  EXPECT_EQ(response->find("x-late"), nullptr);
}

TEST(CurlClient, NobodyListeningIsNoConnection) {
  std::string authority;
  {
    const ScriptedServer gone([](int) {});
    authority = gone.authority();
  }
  const auto result = make_curl_client(only(authority))->send({.url = "http://" + authority + "/"});
  EXPECT_EQ(reason_of(result), "http_connect");
  EXPECT_THAT(result.error().detail, HasSubstr(authority));
}

TEST(CurlClient, NameWithoutAnAddressIsNoConnection) {
  const auto result = make_curl_client({.hosts = {"nowhere.invalid"}})->send({.url = "https://nowhere.invalid/"});
  EXPECT_EQ(reason_of(result), "http_connect");
  EXPECT_THAT(result.error().detail, HasSubstr("nowhere.invalid"));
}

TEST(CurlClient, SendsNothingThatWouldBeTwoHeaders) {
  const Answers idp{std::string(kOk)};
  const auto client = make_curl_client(only(idp.server().authority()));
  for (const http::Header& header : {http::Header{"X", "a\r\nY: b"}, {"X\r\nY", "b"}, {"", "b"}, {"X Y", "b"}})
    EXPECT_EQ(reason_of(client->send({.url = idp.url(), .headers = {header}})), "http_request");
  for (const std::string method : {"", "GET / HTTP/1.1\r\nX:", "get", "G T"})
    EXPECT_EQ(reason_of(client->send({.method = method, .url = idp.url()})), "http_request") << method;
  EXPECT_EQ(idp.server().connections(), 0u);
}

TEST(CurlClientPolicy, HttpWhereItIsNotAllowedOpensNoConnection) {
  const Answers idp{std::string(kOk)};
  const auto client =
      make_curl_client({.hosts = {idp.server().authority()}, .loopback_hosts = {idp.server().authority()}});
  EXPECT_EQ(reason_of(client->send({.url = idp.url()})), "http_destination");
  EXPECT_EQ(idp.server().connections(), 0u);
}

TEST(CurlClientPolicy, LoopbackNeedsItsPermissionByAddressAndByName) {
  const Answers idp{std::string(kOk)};
  for (const char* host : {"127.0.0.1", "localhost"}) {
    Destinations destinations = only(idp.server().authority(host));
    const std::string url = "http://" + idp.server().authority(host) + "/";
    EXPECT_EQ(reason_of(make_curl_client(destinations)->send({.url = url})), "none") << host;
    destinations.loopback_hosts.clear();
    const auto refused = make_curl_client(destinations)->send({.url = url});
    EXPECT_EQ(reason_of(refused), "http_destination") << host;
    EXPECT_EQ(refused.error().kind, Kind::forbidden);
    EXPECT_THAT(refused.error().detail, HasSubstr("loopback"));
  }
  EXPECT_EQ(idp.requests().size(), 2u);
}

TEST(CurlClientPolicy, LoopbackInAnotherFormIsLoopback) {
  RecordProperty("covers", "SSRF-01");
  for (const std::string host : {"[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]"})
    EXPECT_EQ(reason_of(make_curl_client({.hosts = {host}})->send({.url = "https://" + host + "/"})),
              "http_destination");
}

TEST(CurlClientPolicy, MetadataAddressIsRefusedThoughTheListNamesIt) {
  RecordProperty("covers", "SSRF-01");
  const Destinations all{.hosts = {"169.254.169.254"},
                         .http_hosts = {"169.254.169.254"},
                         .loopback_hosts = {"169.254.169.254"},
                         .inside_hosts = {"169.254.169.254"}};
  EXPECT_EQ(reason_of(make_curl_client(all)->send({.url = "http://169.254.169.254/"})), "http_destination");
}

TEST(CurlClientPolicy, OtherSchemesAndHostsAreRefused) {
  RecordProperty("covers", "SSRF-01");
  const auto client = make_curl_client({.hosts = {"login.example"}});
  for (const std::string url :
       {"file:///etc/passwd", "gopher://login.example/", "https://evil.example/", "login.example",
        "https://user@login.example/", "https://login.example#@evil.example/", "http://0x7f.1/", ""})
    EXPECT_EQ(reason_of(client->send({.url = url})), "http_destination") << url;
}

TEST(CurlClient, ManyAtOnceAreAllAnswered) {
  const Answers idp{std::string(kOk)};
  const auto client = make_curl_client(only(idp.server().authority()));
  std::atomic<int> answered = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int j = 0; j < 20; ++j) answered += client->send({.url = idp.url()}) ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(answered, 80);
}

}  // namespace
}  // namespace sallyport::net
