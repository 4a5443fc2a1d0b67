// TLS at the listener.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/resource.h>

#include <fstream>

#include "net/server/server_tls_fixture.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SALLYPORT_SANITIZED 1
#elif defined(__has_feature)
#define SALLYPORT_SANITIZED (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#else
#define SALLYPORT_SANITIZED 0
#endif

namespace sallyport::net {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST_F(TlsTest, AnswersByTls13AndTls12) {
  start_tls([](const http::Request& request, bool has_body) -> http::Action {
    if (!has_body) return http::NeedBody{1 << 20};
    return text_answer(std::string(request.peer->tls ? "tls " : "plain ") + std::to_string(request.body.size()) +
                       " end");
  });
  for (int version : {0, TLS1_2_VERSION}) {
    TlsClient client(server_->ports().at(0), version);
    ASSERT_TRUE(client.handshake());
    const unsigned char* protocol = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(client.ssl(), &protocol, &size);
    EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(protocol), size), "http/1.1");
    EXPECT_THAT(client.exchange(kGet), EndsWith("tls 0 end"));
    EXPECT_THAT(
        client.exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + std::string(100000, 'x')),
        EndsWith("tls 100000 end"));
    EXPECT_THAT(client.exchange("GET / HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  }
}

TEST_F(TlsTest, ALargeAnswerArrivesWhole) {
  const std::string large = std::string(4 << 20, 'x') + "end";
  start_tls([&](const http::Request&, bool) -> http::Action { return text_answer(large); });
  TlsClient client(server_->ports().at(0));
  ASSERT_TRUE(client.handshake());
  const auto response = client.exchange(kGet);
  EXPECT_EQ(response.size() - response.find("\r\n\r\n") - 4, large.size());
}

TEST_F(TlsTest, OldVersionsAndWeakCiphersAreRefused) {
  RecordProperty("covers", "HTTP-15");
  start_tls([](const http::Request&, bool) -> http::Action { return text_answer("end"); });
  for (int version : {TLS1_VERSION, TLS1_1_VERSION}) {
    TlsClient client(server_->ports().at(0), version, "ALL:@SECLEVEL=0");
    EXPECT_FALSE(client.handshake()) << version;
  }
  for (const char* ciphers :
       {"AES128-SHA", "AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES128-SHA256"}) {
    TlsClient client(server_->ports().at(0), TLS1_2_VERSION, ciphers);
    EXPECT_FALSE(client.handshake()) << ciphers;
  }
}

TEST_F(TlsTest, RenegotiationIsRefused) {
  RecordProperty("covers", "HTTP-15");
  start_tls([](const http::Request&, bool) -> http::Action { return text_answer("end"); });
  TlsClient client(server_->ports().at(0), TLS1_2_VERSION);
  ASSERT_TRUE(client.handshake());
  ASSERT_EQ(SSL_renegotiate(client.ssl()), 1);
  EXPECT_NE(SSL_do_handshake(client.ssl()) == 1 && client.exchange(kGet).ends_with("end"), true);
}

TEST_F(TlsTest, AHandshakeThatNeverEndsIsClosedHoweverItTrickles) {
  RecordProperty("covers", "A8, A12");
  settings_.limits.header_timeout = std::chrono::milliseconds(100);
  start_tls([](const http::Request&, bool) -> http::Action { return text_answer("end"); });
  RawSocket silent = connect();
  RawSocket trickling = connect();
  constexpr std::string_view kHello("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);  // announces 500 more bytes
  ASSERT_TRUE(trickling.send(kHello));
  while (trickling.send("x")) {
    pollfd waiting{trickling.fd(), POLLIN, 0};
    if (::poll(&waiting, 1, 10) == 1) break;
  }
  trickling.read_all();
  EXPECT_TRUE(silent.is_closed());
  while (server_->counters().connections_open > 0) std::this_thread::yield();
}

TEST_F(TlsTest, TheHandshakesTimeIsNotRenewedForTheHead) {
  RecordProperty("covers", "A8, A12");
  settings_.limits.header_timeout = std::chrono::milliseconds(1000);
  start_tls([](const http::Request&, bool) -> http::Action { return text_answer("end"); });
  TlsClient client(server_->ports().at(0));
  ASSERT_TRUE(client.handshake());
  ::signal(SIGPIPE, SIG_IGN);  // OpenSSL's own writes raise it
  while (SSL_write(client.ssl(), "\r\n", 2) > 0) ::poll(nullptr, 0, 10);
  while (server_->counters().connections_open > 0) std::this_thread::yield();
}

// The sanitizers have an allocator of their own, which mallinfo2 does not count.
#if !SALLYPORT_SANITIZED
TEST_F(TlsTest, AnIdleConnectionIsSmallAndIsGivenBack) {
  RecordProperty("covers", "A12");
  start_tls([](const http::Request&, bool) -> http::Action { return text_answer("end"); });
  {
    TlsClient first(server_->ports().at(0));  // makes OpenSSL's one-time allocations
    ASSERT_TRUE(first.handshake());
    ASSERT_THAT(first.exchange(kGet), EndsWith("end"));
  }
  constexpr std::size_t kMany = 200;
  constexpr std::size_t kEach = 25 * 1000;
  const std::size_t before = ::mallinfo2().uordblks;
  {
    std::vector<RawSocket> idle;
    for (std::size_t i = 0; i < kMany; ++i) {
      TlsClient client(server_->ports().at(0));
      ASSERT_TRUE(client.handshake());
      ASSERT_THAT(client.exchange(kGet), EndsWith("end"));
      idle.push_back(client.let_go());
    }
    const std::size_t each = (::mallinfo2().uordblks - before) / kMany;
    RecordProperty("bytes_each", static_cast<int>(each));
    EXPECT_LT(each, kEach);
  }
  while (server_->counters().connections_open > 0) std::this_thread::yield();
  EXPECT_LT(::mallinfo2().uordblks, before + kMany * 1000);
}

std::size_t resident_bytes() {
  std::size_t pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// The first message of a client, as bytes that a test can send on many connections.
std::string client_hello() {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), SSL_free);
  BIO* const out = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), out);
  SSL_connect(ssl.get());
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

TEST_F(TlsTest, TheMemoryOfManyHalfOpenHandshakesIsGivenBackToTheSystem) {
  RecordProperty("covers", "A12");
  constexpr std::size_t kMany = 1000;
  rlimit files{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &files), 0);
  if (files.rlim_max < 4 * kMany) GTEST_SKIP() << "too few descriptors";
  const rlimit more{std::max<rlim_t>(files.rlim_cur, std::min<rlim_t>(files.rlim_max, 4 * kMany)), files.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &more), 0);
  settings_.limits.header_timeout = std::chrono::milliseconds(4000);
  start_tls([](const http::Request&, bool) -> http::Action { return text_answer("end"); });
  const std::string hello = client_hello();
  const std::size_t before = resident_bytes();
  std::vector<RawSocket> half_open;
  for (std::size_t i = 0; i < kMany; ++i) {
    half_open.push_back(connect());
    half_open.back().send(hello);
  }
  for (RawSocket& socket : half_open) EXPECT_EQ(socket.read_exactly(5).size(), 5u);  // the server has answered
  const std::size_t peak = resident_bytes() - before;
  half_open.clear();
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  const std::size_t most_left = before + peak / 4;
  while (resident_bytes() > most_left && std::chrono::steady_clock::now() < until) ::poll(nullptr, 0, 20);
  RecordProperty("peak_each", static_cast<int>(peak / kMany));
  EXPECT_LT(peak, kMany * 60 * 1000);
  EXPECT_LE(resident_bytes(), most_left);
  ::setrlimit(RLIMIT_NOFILE, &files);
}
#endif

TEST_F(TlsTest, AKeyUpdateIsAnswered) {
  start_tls([](const http::Request&, bool) -> http::Action { return text_answer("end"); });
  TlsClient client(server_->ports().at(0));
  ASSERT_TRUE(client.handshake());
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(SSL_key_update(client.ssl(), SSL_KEY_UPDATE_REQUESTED), 1);
    EXPECT_THAT(client.exchange(kGet), EndsWith("end"));
  }
}

// Before its request, the client sends more handshake messages than one attempt to read takes.
TEST_F(TlsTest, ManyKeyUpdatesInARowAreReadInTurns) {
  start_tls([](const http::Request&, bool) -> http::Action { return text_answer("end"); });
  TlsClient client(server_->ports().at(0));
  ASSERT_TRUE(client.handshake());
  for (int i = 0; i < 10000; ++i) {  // 27 bytes each
    ASSERT_EQ(SSL_key_update(client.ssl(), SSL_KEY_UPDATE_NOT_REQUESTED), 1);
    ASSERT_EQ(SSL_do_handshake(client.ssl()), 1);
  }
  EXPECT_THAT(client.exchange(kGet), EndsWith("end"));
}

TEST_F(TlsTest, PlainHttpToTlsIsClosed) {
  start_tls([](const http::Request&, bool) -> http::Action { return text_answer("end"); });
  RawSocket plain = connect();
  plain.send(kGet);
  EXPECT_THAT(plain.read_all(), ::testing::Not(HasSubstr("HTTP/")));
}

TEST_F(TlsTest, AKeyOfAnotherCertificateStopsTheStart) {
  Listen listen = loopback();
  listen.tls = TlsIdentity{authority_.identity({"a"}).certificate_pem, authority_.identity({"b"}).key_pem};
  settings_.listen = {listen};
  const auto made = Server::start(settings_, [] { return std::make_unique<LambdaHandler>(nullptr); }, *workers_, log_);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().reason, "listen_tls");
}

}  // namespace
}  // namespace sallyport::net
