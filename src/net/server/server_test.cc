#include "net/server/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pthread.h>

#include <array>

#include "net/server/server_fixture_test.h"

namespace sallyport::net {
namespace {

using std::chrono::milliseconds;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kGetRequest = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

TEST_F(ServerTest, AnswersAndKeepsTheConnection) {
  start_echo();
  RawSocket socket = connect();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(socket.send(kGetRequest));
    const auto response = socket.read_response();
    EXPECT_THAT(response, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(response, EndsWith("\r\n\r\nGET /a "));
    EXPECT_THAT(response, Not(HasSubstr("Connection:")));
  }
  EXPECT_EQ(server_->counters().requests, 3u);
  EXPECT_EQ(server_->counters().connections_accepted, 1u);
  EXPECT_EQ(server_->counters().connections_open, 1u);
}

TEST_F(ServerTest, ItsLoopsHaveItsNameForWhoeverLooksAtTheProcess) {
  start([](const http::Request&, bool) -> http::Action {
    std::array<char, 16> name{};
    ::pthread_getname_np(::pthread_self(), name.data(), name.size());
    return text_answer(name.data());
  });
  EXPECT_THAT(exchange(kGetRequest), EndsWith("\r\n\r\n" + settings_.name));
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  start([](const http::Request& request, bool) -> http::Action {
    const std::string target(request.target);
    if (target.ends_with("1")) return http::Defer{[target] { return text_answer(target); }};
    return text_answer(target);
  });
  std::string all;
  for (int i = 0; i < 2000; ++i) all += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
  RawSocket socket = connect();
  std::thread sender([&] { EXPECT_TRUE(socket.send(all)); });
  for (int i = 0; i < 2000; ++i) ASSERT_THAT(socket.read_response(), EndsWith("\r\n\r\n/" + std::to_string(i)));
  sender.join();
}

TEST_F(ServerTest, ReadsARequestByteByByte) {
  start_echo();
  RawSocket socket = connect();
  for (char c : std::string("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"))
    ASSERT_TRUE(socket.send(std::string_view(&c, 1)));
  EXPECT_THAT(socket.read_response(), EndsWith("POST /a abc"));
}

TEST_F(ServerTest, PassesEmptyLinesBeforeARequest) {
  start_echo();
  EXPECT_THAT(exchange("\r\n\r\n" + std::string(kGetRequest)), StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerTest, HeadHasNoBody) {
  start_echo();
  RawSocket socket = connect();
  socket.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n" + std::string(kGetRequest));
  EXPECT_THAT(socket.read_until("\r\n\r\n"), HasSubstr("Content-Length: 8\r\n"));
  EXPECT_THAT(socket.read_until("\r\n"), StartsWith("HTTP/1.1 200 OK"));
}

TEST_F(ServerTest, ClosesWhenTheClientAsks) {
  start_echo();
  RawSocket socket = connect();
  socket.send("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(socket.read_response(), HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_TRUE(socket.is_closed());
}

TEST_F(ServerTest, Http10IsClosedUnlessKeptAlive) {
  start_echo();
  RawSocket socket = connect();
  socket.send("GET /a HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_THAT(socket.read_response(), HasSubstr("\r\nConnection: keep-alive\r\n"));
  socket.send("GET /a HTTP/1.0\r\nHost: a\r\n\r\n");
  EXPECT_THAT(socket.read_response(), HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_TRUE(socket.is_closed());
}

TEST_F(ServerTest, ReadsBodiesOfBothFramings) {
  start_echo();
  RawSocket socket = connect();
  const std::string large(60000, 'x');
  socket.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n" + large);
  EXPECT_THAT(socket.read_response(), EndsWith("POST /a " + large));
  socket.send("POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nEA60\r\n" + large +
              "\r\n0\r\nX: y\r\n\r\n" + std::string(kGetRequest));
  EXPECT_THAT(socket.read_response(), EndsWith("POST /b " + large));
  EXPECT_THAT(socket.read_response(), EndsWith("GET /a "));
}

TEST_F(ServerTest, TheHeadOutlivesTheBody) {  // the buffer that holds the head moves while the body arrives
  start([](const http::Request& request, bool has_body) -> http::Action {
    if (!has_body) return http::NeedBody{1 << 20};
    return text_answer(std::string(*request.header("X-Name")) + std::string(request.target) +
                       std::to_string(request.body.size()));
  });
  RawSocket socket = connect();
  socket.send("POST /long HTTP/1.1\r\nHost: a\r\nX-Name: kept\r\nContent-Length: 200000\r\n\r\n");
  socket.send(std::string(200000, 'x'));
  EXPECT_THAT(socket.read_response(), EndsWith("kept/long200000"));
}

TEST_F(ServerTest, ABodyOverTheLimitIs413) {
  RecordProperty("covers", "HTTP-08");
  start([](const http::Request&, bool has_body) -> http::Action {
    if (!has_body) return http::NeedBody{10};
    return text_answer("ok");
  });
  EXPECT_THAT(exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789"), HasSubstr(" 200 "));
  EXPECT_THAT(exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n"), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(exchange("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n0123456789a\r\n"),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(exchange("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n"),
              StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerTest, SaysContinueOnlyWhenTheBodyIsWanted) {
  start([](const http::Request& request, bool has_body) -> http::Action {
    if (request.target == "/unwanted") return text_answer("no", 401);
    if (!has_body) return http::NeedBody{};
    return text_answer(std::string(request.body));
  });
  RawSocket wanted = connect();
  wanted.send("POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(wanted.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  wanted.send("abc");
  EXPECT_THAT(wanted.read_response(), EndsWith("abc"));
  RawSocket unwanted = connect();
  unwanted.send("POST /unwanted HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_THAT(unwanted.read_response(), StartsWith("HTTP/1.1 401 "));
  EXPECT_TRUE(unwanted.is_closed());  // the server cannot know whether the body will still come
}

TEST_F(ServerTest, ReadsOverASmallBodyThatNobodyWanted) {
  start([](const http::Request& request, bool) -> http::Action { return text_answer(std::string(request.target)); });
  RawSocket socket = connect();
  socket.send("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 26\r\n\r\nGET /no HTTP/1.1\r\nHost: a\r\n" +
              std::string(kGetRequest));
  EXPECT_THAT(socket.read_response(), EndsWith("/1"));
  EXPECT_THAT(socket.read_response(), StartsWith("HTTP/1.1 "));
}

TEST_F(ServerTest, ClosesOnALargeBodyThatNobodyWanted) {
  start([](const http::Request&, bool) -> http::Action { return text_answer("no", 403); });
  for (std::string_view framing : {"Content-Length: 1000000", "Transfer-Encoding: chunked"}) {
    RawSocket socket = connect();
    socket.send("POST / HTTP/1.1\r\nHost: a\r\n" + std::string(framing) + "\r\n\r\n" + std::string(1000, '1'));
    EXPECT_THAT(socket.read_response(), StartsWith("HTTP/1.1 403 "));
    EXPECT_TRUE(socket.is_closed());
  }
}

TEST_F(ServerTest, ARefusalAnswersThenCloses) {
  start_echo();
  struct Row {
    std::string bytes;
    std::string_view status;
    std::string_view why;
  };
  const Row rows[] = {
      {"GET / HTTP/1.1\nHost: a\n\n", "400", "bare LF"},
      {"GET / HTTP/1.1\r\n\r\n", "400", "no Host"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc", "400",
       "both framings"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF1\r\n", "400", "chunk size"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(1 << 20, 'x'), "400",
       "chunk extension of 1 MB"},
      {"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", "405", "a tunnel"},
      {"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", "405", "an echo"},
      {"GET /" + std::string(1 << 20, 'x'), "414", "target of 1 MB, never ended"},
      {"GET /" + std::string(9000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", "414", "target too long"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(64 * 1024, 'x'), "431", "head of 64 kB, never ended"},
      {"\x16\x03\x01\x02\x01", "400", "TLS to a plain port"},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400", "HTTP/2 preface"},
  };
  for (const auto& row : rows) {
    RawSocket socket = connect();
    socket.send(row.bytes + std::string(kGetRequest));
    EXPECT_THAT(socket.read_all(), AllOf(StartsWith("HTTP/1.1 " + std::string(row.status)), Not(HasSubstr(" 200 "))))
        << row.why;
  }
  EXPECT_EQ(server_->counters().refused_malformed, std::size(rows));
}

TEST_F(ServerTest, TooManyHeadersAre431) {
  RecordProperty("covers", "HTTP-08");
  start_echo();
  std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 1000; ++i) head += "X: y\r\n";
  EXPECT_THAT(exchange(head + "\r\n"), StartsWith("HTTP/1.1 431 "));
}

TEST_F(ServerTest, ANextRequestAfterARefusedOneIsReadOnItsOwn) {  // 401 is an answer, not a malformed request
  start([](const http::Request& request, bool) -> http::Action {
    return text_answer(std::string(request.target), request.target == "/1" ? 401 : 200);
  });
  RawSocket socket = connect();
  socket.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(socket.read_response(), StartsWith("HTTP/1.1 401 "));
  EXPECT_THAT(socket.read_response(), EndsWith("/2"));
}

TEST_F(ServerTest, SaysWhoThePeerIs) {
  start([](const http::Request& request, bool) -> http::Action {
    return text_answer(request.peer->address + (request.peer->unix_socket ? " unix" : "") +
                       (request.peer->tls ? " tls" : ""));
  });
  EXPECT_THAT(exchange(kGetRequest), EndsWith("\r\n\r\n127.0.0.1"));
}

TEST_F(ServerTest, ALargeAnswerArrivesWhole) {
  const std::string large(10 << 20, 'x');
  start([&](const http::Request&, bool) -> http::Action { return text_answer(large); });
  const auto response = exchange(kGetRequest);
  EXPECT_EQ(response.substr(response.find("\r\n\r\n") + 4).size(), large.size());
}

TEST_F(ServerTest, ExtraHeadersAreOnEveryAnswer) {
  settings_.extra_headers = {{"X-Content-Type-Options", "nosniff"}};
  start_echo();
  EXPECT_THAT(exchange(kGetRequest), HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"));
  EXPECT_THAT(exchange("GET /" + std::string(9000, 'x') + " HTTP/1.1\r\n\r\n"),
              HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"));
}

TEST_F(ServerTest, RefusalsCarryTheLinesThatAreForThem) {
  settings_.refusal_lines = http::prepare({{"Content-Security-Policy", "default-src 'none'"}});
  start([](const http::Request&, bool) -> http::Action {
    return http::Defer{[]() -> http::Outcome { throw std::runtime_error("x"); }};
  });
  EXPECT_THAT(exchange("GET / HTTP/1.1\r\n\r\n"), HasSubstr("\r\nContent-Security-Policy: default-src 'none'\r\n"));
  EXPECT_THAT(exchange(kGetRequest),
              AllOf(HasSubstr(" 500 "), HasSubstr("\r\nContent-Security-Policy: default-src 'none'\r\n")));
}

TEST_F(ServerTest, DeferredWorkAnswers) {
  start([](const http::Request& request, bool has_body) -> http::Action {
    if (!has_body) return http::NeedBody{};
    return http::Defer{[own = http::own(request)] { return text_answer("deferred " + std::string(own.body)); }};
  });
  RawSocket socket = connect();
  for (int i = 0; i < 3; ++i) {
    socket.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
    EXPECT_THAT(socket.read_response(), EndsWith("deferred abc"));
  }
}

TEST_F(ServerTest, WorkPastItsDeadlineIs503AndItsOutcomeIsDropped) {
  settings_.limits.header_timeout = milliseconds(1000);  // so the ticks are short
  Gate gate;
  start([&](const http::Request& request, bool) -> http::Action {
    if (request.target == "/quick") return text_answer("quick");
    return http::Defer{[&] {
                         gate.wait();
                         return text_answer("late");
                       },
                       milliseconds(50)};
  });
  RawSocket socket = connect();
  socket.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /quick HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(socket.read_response(), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("\r\nRetry-After: ")));
  EXPECT_THAT(socket.read_response(), EndsWith("quick"));
  gate.open();
  workers_.reset();  // waits until the late outcome is posted
  socket.send("GET /quick HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(socket.read_response(), EndsWith("quick"));
}

TEST_F(ServerTest, WorkForAClientThatIsGoneDoesNoHarm) {
  Gate gate, begun;
  start([&](const http::Request& request, bool) -> http::Action {
    if (request.target == "/quick") return text_answer("quick");
    return http::Defer{[&] {
      begun.open();
      gate.wait();
      return text_answer(std::string(1 << 20, 'x'));
    }};
  });
  RawSocket gone = connect();
  gone.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  begun.wait();
  gone.reset();
  gate.open();
  EXPECT_THAT(exchange("GET /quick HTTP/1.1\r\nHost: a\r\n\r\n"), EndsWith("quick"));
  workers_.reset();  // the worker must leave the gate before the gate is destroyed
}

TEST_F(ServerTest, WorkMayOutliveTheServer) {
  Gate gate, begun;
  start([&](const http::Request&, bool) -> http::Action {
    return http::Defer{[&] {
      begun.open();
      gate.wait();
      return text_answer("late");
    }};
  });
  RawSocket socket = connect();
  socket.send(kGetRequest);
  begun.wait();
  server_.reset();
  EXPECT_TRUE(socket.is_closed());
  gate.open();
  workers_.reset();
}

TEST_F(ServerTest, BusyWorkersAre503) {
  workers_->full = true;
  start([](const http::Request&, bool) -> http::Action { return http::Defer{[] { return text_answer("x"); }}; });
  RawSocket socket = connect();
  for (int i = 0; i < 2; ++i) {  // the connection stays open
    socket.send(kGetRequest);
    EXPECT_THAT(socket.read_response(), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("\r\nRetry-After: ")));
  }
  EXPECT_EQ(server_->counters().workers_saturated, 2u);
}

TEST_F(ServerTest, AnExceptionIsAnAnswerAndALineInTheLog) {
  class Lines final : public Log {
   public:
    void write(Level, std::string_view event, std::vector<LogField> fields) override {
      const std::lock_guard lock(mutex_);
      for (const LogField& field : fields)
        if (field.name == "what") text_.append(event).append(" ").append(field.value).append("\n");
    }
    std::string text() {
      const std::lock_guard lock(mutex_);
      return text_;
    }

   private:
    std::mutex mutex_;
    std::string text_;
  } lines;
  log_ = lines;
  start([](const http::Request& request, bool) -> http::Action {
    if (request.target == "/loop") throw std::runtime_error("on the loop");
    return http::Defer{[]() -> http::Outcome { throw std::runtime_error("on a worker"); }};
  });
  EXPECT_THAT(exchange("GET /loop HTTP/1.1\r\nHost: a\r\n\r\n"), StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(exchange("GET /work HTTP/1.1\r\nHost: a\r\n\r\n"), StartsWith("HTTP/1.1 500 "));
  EXPECT_EQ(lines.text(), "handler_exception on the loop\nhandler_exception on a worker\n");
  server_.reset();  // the log must outlive the server
}

TEST_F(ServerTest, ALogThatFailsCostsNoConnection) {
  class FullLog final : public Log {
   public:
    void write(Level, std::string_view, std::vector<LogField>) override { throw std::bad_alloc(); }
  } full;
  log_ = full;
  start([](const http::Request&, bool) -> http::Action { throw std::bad_alloc(); });
  RawSocket socket = connect();
  for (int i = 0; i < 2; ++i) {
    socket.send(kGetRequest);
    EXPECT_THAT(socket.read_response(), StartsWith("HTTP/1.1 500 "));
  }
  server_.reset();  // the log must outlive the server
}

}  // namespace
}  // namespace sallyport::net
