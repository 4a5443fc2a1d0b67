// addKey and removeKey: an application replaces its own certificates with a proof of possession.
#include "base/encoding.h"
#include "crypto/certificate.h"
#include "directory/graph_fixture.h"
#include "jose/jwk.h"

namespace sallyport::directory {
namespace {

class GraphKeys : public GraphTest {
 protected:
  GraphKeys() {
    change_app(kWeb, [](auto& app) {
      app.certificates = {{"11111111-aaaa-4aaa-8aaa-111111111111", "present", certificate(present()).der}};
    });
  }

  // Generating RSA keys is slow, so all tests share these.
  static const crypto::PrivateKey& present() {
    static const auto made = crypto::PrivateKey::generate_rsa(2048);
    return made;
  }
  static const crypto::PrivateKey& next() {
    static const auto made = crypto::PrivateKey::generate_rsa(2048);
    return made;
  }
  static crypto::Certificate certificate(const crypto::PrivateKey& key, std::int64_t not_after = 2'000'000'000) {
    return *crypto::make_self_signed({"client", {}, {}, {1'700'000'000}, {not_after}}, key);
  }
  std::string object() { return "/v1.0/applications/" + app(kWeb).id.value; }

  json::Object claims(std::string_view name = "", json::Value value = {}) {
    json::Object all{{"iss", app(kWeb).id.value},
                     {"aud", "00000002-0000-0000-c000-000000000000"},
                     {"nbf", clock.now().seconds},
                     {"exp", clock.now().seconds + 600}};
    if (!name.empty()) all.set(name, std::move(value));
    return all;
  }
  static std::string signed_by(const crypto::PrivateKey& key, const json::Object& claims) {
    return *jose::sign_compact({key, crypto::SignatureAlgorithm::rs256, "k"}, {{"typ", "JWT"}}, claims);
  }
  http::Response add(std::string_view proof, const crypto::PrivateKey& key = next()) {
    const json::Object credential{{"type", "AsymmetricX509Cert"},
                                  {"usage", "Verify"},
                                  {"displayName", "next"},
                                  {"key", base64_encode(certificate(key).der)}};
    const json::Object body{{"keyCredential", credential}, {"passwordCredential", nullptr}, {"proof", proof}};
    return call("POST", object() + "/addKey", alice, json::print(body));
  }
  http::Response remove(std::string_view key_id, std::string_view proof) {
    return call("POST", object() + "/removeKey", alice, json::print(json::Object{{"keyId", key_id}, {"proof", proof}}));
  }
};

TEST_F(GraphKeys, AnApplicationReplacesItsCertificate) {
  const auto added = add(signed_by(present(), claims()));
  ASSERT_EQ(added.status, 200) << added.body;
  EXPECT_EQ(at(added, "displayName"), "next");
  EXPECT_EQ(at(added, "key"), "null");
  EXPECT_EQ(app(kWeb).certificates.size(), 2U);
  const crypto::Certificate kept{app(kWeb).certificates.back().certificate_der};
  EXPECT_EQ(jose::thumbprint(*kept.public_key()), jose::thumbprint(next().public_key()));
  const auto removed = remove("11111111-aaaa-4aaa-8aaa-111111111111", signed_by(next(), claims()));
  EXPECT_EQ(removed.status, 204) << removed.body;
  ASSERT_EQ(app(kWeb).certificates.size(), 1U);
  EXPECT_EQ(app(kWeb).certificates.front().key_id, at(added, "keyId"));
}

TEST_F(GraphKeys, OnlyAGoodProofCounts) {
  const auto before = app(kWeb);
  const std::vector<std::pair<std::string, std::string>> bad{
      {"", "none"},
      {"a.b.c", "no token"},
      {signed_by(next(), claims()), "signed by the new key"},
      {signed_by(present(), claims("iss", kWeb)), "the client id in place of the object id"},
      {signed_by(present(), claims("aud", kOrigin)), "another audience"},
      {signed_by(present(), claims("aud", json::Array{"00000002-0000-0000-c000-000000000000", kOrigin})), "two"},
      {signed_by(present(), claims("exp", clock.now().seconds + 601)), "more than ten minutes"},
      {signed_by(present(), claims("exp", clock.now().seconds - 301)), "expired"},
      {signed_by(present(), claims("nbf", nullptr)), "no beginning"},
      {signed_by(present(), claims("nbf", clock.now().seconds + 301)), "not yet"},
  };
  for (const auto& [proof, why] : bad) {
    const auto refused = add(proof);
    EXPECT_EQ(refused.status, 400) << why << refused.body;
    EXPECT_EQ(at(refused, "error/details/0/target"), "proof") << why;
    EXPECT_EQ(remove("11111111-aaaa-4aaa-8aaa-111111111111", proof).status, 400) << why;
  }
  EXPECT_EQ(app(kWeb), before);
}

TEST_F(GraphKeys, AnExpiredCertificateProvesNothing) {
  change_app(kWeb, [&](auto& app) {
    app.certificates.front().certificate_der = certificate(present(), clock.now().seconds).der;
  });
  EXPECT_EQ(at(add(signed_by(present(), claims())), "error/details/0/target"), "proof");
}

TEST_F(GraphKeys, AnApplicationWithoutCertificatesCannotProveAnything) {
  change_app(kWeb, [](auto& app) { app.certificates.clear(); });
  EXPECT_EQ(at(add(signed_by(present(), claims())), "error/details/0/target"), "proof");
}

TEST_F(GraphKeys, TheKeyMustBeACertificateAndBeThere) {
  const std::string proof = signed_by(present(), claims());
  for (const char* key : {"", "AAAA", "!"})
    EXPECT_EQ(call("POST", object() + "/addKey", alice,
                   json::print(json::Object{{"keyCredential", json::Object{{"key", key}}}, {"proof", proof}}))
                  .status,
              400)
        << key;
  EXPECT_EQ(call("POST", object() + "/addKey", alice, json::print(json::Object{{"proof", proof}})).status, 400);
  EXPECT_EQ(at(remove(kNowhereId, proof), "error/details/0/target"), "keyId");
  EXPECT_EQ(app(kWeb).certificates.size(), 1U);
}

TEST_F(GraphKeys, BobOwnsNothing) {
  const std::string proof = signed_by(present(), claims());
  EXPECT_EQ(call("POST", object() + "/addKey", bob, json::print(json::Object{{"proof", proof}})).status, 403);
  EXPECT_EQ(call("POST", object() + "/removeKey", frank, json::print(json::Object{{"proof", proof}})).status, 404);
}

}  // namespace
}  // namespace sallyport::directory
