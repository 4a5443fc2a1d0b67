#include "directory/rules/graph_token.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace sallyport::directory {
namespace {

class GraphToken : public ::testing::Test {
 protected:
  // Generating RSA keys is slow, so all tests share this one.
  static const crypto::PrivateKey& key() {
    static const auto made = crypto::PrivateKey::generate_rsa(2048);
    return made;
  }
  static jose::SigningKey signing() { return {key(), crypto::SignatureAlgorithm::rs256, "k1"}; }
  static jose::JwkSet keys() {
    jose::JwkSet set;
    set.keys.push_back({key().public_key(), "k1", crypto::SignatureAlgorithm::rs256, ""});
    return set;
  }
  static std::string made() { return *sign_for_graph(signing(), {{"typ", "JWT"}}, "the-nonce", {{"sub", "a"}}); }
};

TEST_F(GraphToken, IsVerifiedByGraphAlone) {
  const std::string token = made();
  const auto verified = verify_for_graph(token, keys());
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->payload(), R"({"sub":"a"})");
  const auto jws = jose::CompactJws::parse(token);
  ASSERT_TRUE(jws);
  EXPECT_TRUE(jws->header.has_nonce);
  EXPECT_EQ(jose::verify(*jws, keys(), {crypto::SignatureAlgorithm::rs256}).error().reason, "jws_signature");
}

TEST_F(GraphToken, WithAnotherNonceIsForged) {
  const std::string token = made();
  auto header = *json::parse_object(*base64url_decode(token.substr(0, token.find('.'))));
  header.set("nonce", "another");
  const std::string forged = base64url_encode(json::print(header)) + token.substr(token.find('.'));
  EXPECT_EQ(verify_for_graph(forged, keys()).error().reason, "jws_signature");
  header.set("nonce", 1);
  const std::string wrong = base64url_encode(json::print(header)) + token.substr(token.find('.'));
  EXPECT_EQ(verify_for_graph(wrong, keys()).error().reason, "jws_header");
}

TEST_F(GraphToken, AnOrdinaryTokenIsVerifiedAsItIs) {
  const auto token = *jose::sign_compact(signing(), {{"typ", "JWT"}}, {{"sub", "a"}});
  EXPECT_TRUE(verify_for_graph(token, keys()));
  EXPECT_FALSE(verify_for_graph("a.b.c", keys()));
}

}  // namespace
}  // namespace sallyport::directory
