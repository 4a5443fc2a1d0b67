#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "app/commands/command_line.h"
#include "base/log.h"
#include "net/engine/workers.h"
#include "net/server/server.h"

namespace sallyport::app {
namespace {

struct RanHealth {
  int exit_code = -1;
  std::string out;
  std::string err;
};

RanHealth run_health(const std::string& arguments) {
  std::istringstream words(arguments);
  RanHealth ran;
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  ran.exit_code = run_command_line({std::istream_iterator<std::string>(words), {}});
  ran.out = testing::internal::GetCapturedStdout();
  ran.err = testing::internal::GetCapturedStderr();
  return ran;
}

net::Listen on_loopback() {
  net::Listen listen;
  listen.address = "127.0.0.1";
  return listen;
}

// Answers like a health listener: /healthz always, /readyz with what the test says.
class FakeHealth {
 public:
  FakeHealth(int status, std::string body) : workers_(net::Workers::make(1, 1)) {
    server_ = *net::Server::start(
        {.listen = {on_loopback()}, .limits = {}, .name = "health", .extra_headers = {}},
        [status, body] { return std::make_unique<Answers>(status, body); }, *workers_, log_);
  }
  std::string url() const { return "http://127.0.0.1:" + port(); }
  std::string port() const { return std::to_string(server_->ports().front()); }

 private:
  class Answers final : public http::Handler {
   public:
    Answers(int status, std::string body) : status_(status), body_(std::move(body)) {}
    http::Action on_request(const http::Request& request, bool) override {
      if (request.path() == "/healthz") return answer(200, "ok\n");
      return request.path() == "/readyz" ? answer(status_, body_) : answer(404, "not found\n");
    }

   private:
    static http::Answer answer(int status, const std::string& body) {
      http::Response response(status);
      response.body = body;
      return {std::move(response)};
    }
    int status_;
    std::string body_;
  };

  NoLog log_;
  std::unique_ptr<net::Workers> workers_;
  std::unique_ptr<net::Server> server_;
};

TEST(HealthCommand, AReadyGatewayEndsWith0AndOneLine) {
  const FakeHealth listener(200, "ready\nidp=ok\n");
  const RanHealth ran = run_health("health --url " + listener.url());
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out, "ready, idp=ok\n");
}

TEST(HealthCommand, AGatewayThatIsNotReadyEndsWith1AndSaysWhy) {
  const FakeHealth listener(503, "the session store does not answer\n");
  const RanHealth ran = run_health("health --url " + listener.url());
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err, "sallyport health: " + listener.url() + ": 503 the session store does not answer\n");
}

TEST(HealthCommand, AliveAsksOnlyForTheProcess) {
  const FakeHealth listener(503, "stopping\n");
  const RanHealth ran = run_health("health --alive --url " + listener.url());
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out, "ok\n");
}

TEST(HealthCommand, TheConfigurationSaysWhereTheListenerIs) {
  const FakeHealth listener(200, "ready\n");
  char name[] = "/tmp/sallyport_health_XXXXXX";
  const std::string folder = ::mkdtemp(name);
  std::ofstream(folder + "/c.yaml") << "server:\n  adminAddress: 0.0.0.0\n  adminPort: " << listener.port() << "\n";
  const RanHealth ran = run_health("health --config " + folder + "/c.yaml");
  std::filesystem::remove_all(folder);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out, "ready\n");
}

TEST(HealthCommand, NobodyAtThatPortEndsWith1) {
  std::string url;
  {
    const FakeHealth listener(200, "ready\n");
    url = listener.url();
  }
  const RanHealth ran = run_health("health --url " + url);
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.err.find(url + ": http_connect: "), std::string::npos) << ran.err;
}

TEST(HealthCommand, AnAnswerThatIsTooLongOrHoldsControlBytesIsNotPrinted) {
  const FakeHealth endless(200, std::string(5000, 'x'));
  EXPECT_EQ(run_health("health --url " + endless.url()).exit_code, 1);
  const FakeHealth forged(503, "\x1b[2Jready\r\n\a");
  const RanHealth ran = run_health("health --url " + forged.url());
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_EQ(ran.err, "sallyport health: " + forged.url() + ": 503 [2Jready\n");
}

TEST(HealthCommand, ItWaitsOnlyAsLongAsItMay) {
  const int silent = *net::open_listen_socket(on_loopback(), net::PortSharing::no);  // nobody accepts
  const std::string url = "http://127.0.0.1:" + std::to_string(net::port_of(silent));
  const RanHealth ran = run_health("health --timeout 1 --url " + url);
  ::close(silent);
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.err.find("http_timeout"), std::string::npos) << ran.err;
}

TEST(HealthCommand, AConfigurationThatDoesNotSayWhereIsRefused) {
  const RanHealth ran = run_health("health --config /nowhere/sallyport.yaml");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.err.find("/nowhere/sallyport.yaml: refused: "), std::string::npos) << ran.err;
}

TEST(HealthCommand, TheUrlIsOneWithoutAPath) {
  for (const char* const url :
       {"http://127.0.0.1:1/readyz", "http://127.0.0.1:1/?x", "127.0.0.1:1", "ftp://127.0.0.1/"})
    EXPECT_EQ(run_health(std::string("health --url ") + url).exit_code, 1) << url;
}

TEST(HealthCommand, OneOfConfigurationAndUrlIsNeeded) {
  EXPECT_EQ(run_health("health").exit_code, 2);
  EXPECT_EQ(run_health("health --url http://127.0.0.1:1 --config x.yaml").exit_code, 2);
  EXPECT_EQ(run_health("health --url http://127.0.0.1:1 --timeout 0").exit_code, 2);
  EXPECT_EQ(run_health("health --url http://127.0.0.1:1 --timeout 61").exit_code, 2);
}

}  // namespace
}  // namespace sallyport::app
