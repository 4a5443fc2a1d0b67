// Federated credentials: a workload proves an application with a token of another issuer.
#include "directory/refusals_fixture.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kIssuer = "https://cluster.example";
constexpr std::string_view kSubject = "system:serviceaccount:desk:api";
constexpr std::string_view kAudience = "api://AzureADTokenExchange";

class Federated : public Refusals {
 protected:
  Federated() {
    trust(kIssuer, kSubject);
    issuer.pages[std::string(kIssuer) + "/.well-known/openid-configuration"] =
        json::print(json::Object{{"issuer", kIssuer}, {"jwks_uri", "https://cluster.example/keys"}});
    publish(key());
  }

  // Generating RSA keys is slow, so all tests share this one.
  static const crypto::PrivateKey& key() {
    static const auto made = crypto::PrivateKey::generate_rsa(2048);
    return made;
  }

  void trust(std::string_view issuer_name, std::string_view subject) {
    change_app(kWeb, [&](auto& app) {
      app.federated_credentials.push_back(
          {random_uuid(random), "cluster", std::string(issuer_name), std::string(subject), std::string(kAudience), ""});
    });
  }
  void publish(const crypto::PrivateKey& published_key, std::string_view kid = "k1") {
    json::Object jwk = jose::public_members(published_key.public_key());
    jwk.set("kid", kid);
    issuer.pages["https://cluster.example/keys"] = json::print(json::Object{{"keys", json::Array{std::move(jwk)}}});
  }
  json::Object claims(std::string_view name = "", json::Value value = {}) {
    json::Object all{{"iss", kIssuer},
                     {"sub", kSubject},
                     {"aud", kAudience},
                     {"iat", clock.now().seconds},
                     {"exp", clock.now().seconds + 600}};
    if (!name.empty()) all.set(name, std::move(value));
    return all;
  }
  static std::string signed_by(const crypto::PrivateKey& by, const json::Object& claims, std::string_view kid = "k1") {
    return *jose::sign_compact({by, crypto::SignatureAlgorithm::rs256, std::string(kid)}, {{"typ", "JWT"}}, claims);
  }
  http::Response present(std::string_view assertion) {
    return token({{"grant_type", "client_credentials"},
                  {"client_id", std::string(kWeb)},
                  {"scope", std::string(kWeb) + "/.default"},
                  {"client_assertion", std::string(assertion)},
                  {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}});
  }
};

TEST_F(Federated, ATokenOfAClusterProvesTheApplication) {
  const auto response = present(signed_by(key(), claims()));
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(text_of(claims_of(text_of(body_of(response), "access_token")), "azpacr"), "2");
  EXPECT_EQ(present(signed_by(key(), claims())).status, 200) << "the kubelet hands out one token for an hour";
  EXPECT_EQ(issuer.requests, 2) << "the document and the keys, once";
  const auto assertion = signed_by(key(), claims("aud", json::Array{kAudience}));
  EXPECT_EQ(present(assertion).status, 200);
  auto redeemed = with(redemption(code_for(authorize_fields())), "client_secret", "");
  redeemed.emplace_back("client_assertion", assertion);
  redeemed.emplace_back("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  EXPECT_EQ(token(redeemed).status, 200) << "it is a credential for every grant";
}

// Issuer, subject and audience are compared byte for byte.
TEST_F(Federated, 700211And700213And7002138And700212WhatDoesNotMatch) {
  for (const char* wrong : {"https://cluster.example/", "https://Cluster.example", "https://evil.example"})
    expect_json(present(signed_by(key(), claims("iss", wrong))), 700211, "invalid_client", 401);
  expect_json(present(signed_by(key(), claims("sub", "system:serviceaccount:desk:API"))), 7002138, "invalid_client",
              401);
  for (const char* wrong : {"system:serviceaccount:desk:ap", "system:serviceaccount:desk:api ", "x"})
    expect_json(present(signed_by(key(), claims("sub", wrong))), 700213, "invalid_client", 401);
  for (const char* wrong : {"api://azureadtokenexchange", "api://AzureADTokenExchange/", "x"})
    expect_json(present(signed_by(key(), claims("aud", wrong))), 700212, "invalid_client", 401);
  expect_json(present(signed_by(key(), claims("aud", json::Array{kAudience, "x"}))), 700212, "invalid_client", 401);
  EXPECT_EQ(issuer.requests, 0) << "nobody is asked before the credential matches";
}

TEST_F(Federated, APartOfEachOfTwoCredentialsIsNotEnough) {
  trust("https://other.example", "other");
  expect_json(present(signed_by(key(), claims("sub", "other"))), 700213, "invalid_client", 401);
}

TEST_F(Federated, 50027ASignatureOrATimeThatIsWrong) {
  const auto other = crypto::PrivateKey::generate_rsa(2048);
  expect_json(present(signed_by(other, claims())), 50027, "invalid_request", 400);
  expect_json(present(signed_by(key(), claims("exp", clock.now().seconds - 301))), 50027, "invalid_request", 400);
  expect_json(present(signed_by(key(), claims("nbf", clock.now().seconds + 301))), 50027, "invalid_request", 400);
  auto without_end = claims();
  without_end.set("exp", nullptr);
  EXPECT_EQ(present(signed_by(key(), without_end)).status, 400);
  const auto hmac = base64url_encode(R"({"alg":"none"})") + "." + base64url_encode(json::print(claims())) + ".AAAA";
  EXPECT_NE(present(hmac).status, 200);
}

TEST_F(Federated, 50166AnIssuerThatDoesNotAnswerOrAnswersAsAnother) {
  const std::string document = std::string(kIssuer) + "/.well-known/openid-configuration";
  issuer.pages[document] =
      json::print(json::Object{{"issuer", "https://evil.example"}, {"jwks_uri", "https://cluster.example/keys"}});
  expect_json(present(signed_by(key(), claims())), 50166, "invalid_request", 400);
  issuer.pages.clear();
  expect_json(present(signed_by(key(), claims())), 50166, "invalid_request", 400);
}

TEST_F(Federated, ANewKeyIsFetchedWhenItIsNeededButNotAllTheTime) {
  EXPECT_EQ(present(signed_by(key(), claims())).status, 200);
  const auto next = crypto::PrivateKey::generate_rsa(2048);
  publish(next, "k2");
  expect_json(present(signed_by(next, claims(), "k2")), 50027, "invalid_request", 400);
  EXPECT_EQ(issuer.requests, 2) << "the keys were fetched a moment ago";
  clock.advance(Seconds(60));
  EXPECT_EQ(present(signed_by(next, claims(), "k2")).status, 200);
  EXPECT_EQ(issuer.requests, 4);
}

TEST_F(Federated, AnotherTenantOfTheDirectoryIsAnIssuerForItsProgramsAlone) {
  const auto own = body_of(token({{"grant_type", "client_credentials"},
                                  {"client_id", std::string(kWeb)},
                                  {"client_secret", std::string(kSecret)},
                                  {"scope", std::string(kWeb) + "/.default"}}));
  const auto program = text_of(own, "access_token");
  const auto facts = claims_of(program);
  change_app(kWeb, [&](auto& app) {
    app.federated_credentials = {
        {random_uuid(random), "own", text_of(facts, "iss"), text_of(facts, "sub"), text_of(facts, "aud"), ""}};
  });
  EXPECT_EQ(present(program).status, 200);
  EXPECT_EQ(issuer.requests, 0) << "the directory knows its own keys";
  const auto person = text_of(body_of(token(redemption(code_for(authorize_fields())))), "id_token");
  const auto theirs = claims_of(person);
  change_app(kWeb, [&](auto& app) { app.federated_credentials.front().subject = text_of(theirs, "sub"); });
  expect_json(present(person), 700229, "invalid_client", 401);
}

}  // namespace
}  // namespace sallyport::directory
