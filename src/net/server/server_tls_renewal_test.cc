// A listener's certificate and key are renewed while the server runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/certificate.h"
#include "net/server/server_tls_fixture.h"

namespace sallyport::net {
namespace {

using ::testing::EndsWith;

// Two loops with one TLS listener and one without. Each test renews the identity while they run.
class TlsRenewalTest : public TlsTest {
 protected:
  void start_with(const TlsIdentity& identity) {
    Listen listen = loopback();
    listen.tls = identity;
    settings_.listen = {listen, loopback()};
    settings_.loops = 2;
    start([](const http::Request&, bool) -> http::Action { return text_answer("end"); });
  }
  static std::string der_of(const TlsIdentity& identity) {
    return crypto::Certificate::from_pem(identity.certificate_pem)->der;
  }
  std::string shown() { return TlsClient(server_->ports().at(0)).server_certificate(); }

  // How many of `kConnections` new connections are shown this identity. The loops share the connections.
  int count_shown(const TlsIdentity& identity) {
    int count = 0;
    for (int i = 0; i < kConnections; ++i) count += shown() == der_of(identity) ? 1 : 0;
    return count;
  }
  // Whether all new connections are soon shown this identity: a loop starts to use a renewed identity when it next
  // wakes.
  bool all_are_shown_soon(const TlsIdentity& identity) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < limit)
      if (count_shown(identity) == kConnections) return true;
    return false;
  }

  static constexpr int kConnections = 16;
  const TlsIdentity first_ = authority_.identity({"localhost"});
  const TlsIdentity second_ = authority_.identity({"localhost"});
};

TEST_F(TlsRenewalTest, NewConnectionsAreShownTheNewIdentityAndOpenOnesGoOn) {
  start_with(first_);
  TlsClient open(server_->ports().at(0));
  ASSERT_EQ(open.server_certificate(), der_of(first_));
  ASSERT_TRUE(server_->renew_tls(second_));
  EXPECT_TRUE(all_are_shown_soon(second_));
  EXPECT_THAT(open.exchange(kGet), EndsWith("end"));
}

TEST_F(TlsRenewalTest, AnUnusableIdentityChangesNothing) {
  start_with(first_);
  for (const TlsIdentity& unusable :
       {TlsIdentity{first_.certificate_pem, second_.key_pem}, TlsIdentity{"", second_.key_pem},
        TlsIdentity{second_.certificate_pem, Secret()}}) {
    const auto refused = server_->renew_tls(unusable);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, "listen_tls");
  }
  EXPECT_EQ(count_shown(first_), kConnections);
}

TEST_F(TlsRenewalTest, WithoutAnIdentityTheListenersStayAsTheyAre) {
  start_with(first_);
  ASSERT_TRUE(server_->renew_tls(std::nullopt));
  EXPECT_EQ(count_shown(first_), kConnections);
}

TEST_F(TlsRenewalTest, AListenerWithoutTlsDoesNotGetIt) {
  start_with(first_);
  ASSERT_TRUE(server_->renew_tls(second_));
  ASSERT_TRUE(all_are_shown_soon(second_));
  RawSocket plain = RawSocket::to_port(server_->ports().at(1));
  plain.send(kGet);
  EXPECT_THAT(plain.read_response(), EndsWith("end"));
}

}  // namespace
}  // namespace sallyport::net
