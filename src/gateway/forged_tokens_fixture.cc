#include "gateway/forged_tokens_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/encoding.h"
#include "crypto/hmac.h"
#include "crypto/signature.h"
#include "jose/jwk.h"

namespace sallyport::gateway::testing {
namespace {

using Tokens = std::vector<std::string>;

const crypto::PrivateKey& key_of_nobody() {
  static const crypto::PrivateKey key = crypto::PrivateKey::generate_rsa(2048);
  return key;
}

std::string text_of(const Forge& forge, std::string_view name) {
  return *forge.claims.find(name)->as_string();
}

std::string input_of(const Forge& forge, std::string_view header_text) {
  return base64url_encode(header_text) + "." + forge.part(1);
}

Forge by_nobody(Forge forge) {
  forge.key = key_of_nobody();
  return forge;
}

Tokens algorithms(const Forge& forge) {
  Tokens out{forge.with_part(2, ""), forge.part(0) + "." + forge.part(1)};
  for (const json::Value& alg : std::initializer_list<json::Value>{"none", "None", "nOnE", "NONE", "", "RS256 ",
                                                                   "rs256", nullptr, 0, json::Array{"RS256"}}) {
    out.push_back(forge.with_header("alg", alg));
    out.push_back(out.back().substr(0, out.back().rfind('.') + 1));
  }
  out.push_back(forge.token(json::print(without(forge.header, "alg")), json::print(forge.claims)));
  return out;
}

Tokens hmacs(const Forge& forge) {
  const std::string der = forge.key.public_key().to_der();
  const std::string n = forge.key.public_key().rsa()->n;
  const std::string jwk = json::print(jose::public_members(forge.key.public_key()));
  Tokens out;
  for (const std::string& secret : {der, base64_encode(der), n, base64url_encode(n), jwk, std::string()})
    for (const char* const alg : {"HS256", "RS256"}) {
      json::Object header = forge.header;
      header.set("alg", alg);
      const std::string input = input_of(forge, json::print(header));
      out.push_back(input + "." + base64url_encode(crypto::hmac_sha256(Secret(secret), input)));
    }
  return out;
}

Tokens other_algorithms(const Forge& forge) {
  Tokens out;
  for (const char* const alg : {"PS256", "RS384", "RS512", "ES256", "ES384", "EdDSA"})
    out.push_back(forge.with_header("alg", alg));
  return out;
}

Tokens key_ids(const Forge& forge) {
  const Forge nobody = by_nobody(forge);
  Tokens out{nobody.token(json::print(without(forge.header, "kid")), json::print(forge.claims)),
             nobody.token(json::print(forge.header), json::print(forge.claims))};
  for (const json::Value& kid :
       std::initializer_list<json::Value>{"../../etc/passwd", "' OR 1=1--", "|id", std::string("a\0b", 3),
                                          std::string(5000, 'x'), 7, json::Array{"a"}})
    out.push_back(nobody.with_header("kid", kid));
  return out;
}

Tokens many_key_ids(const Forge& forge) {
  Tokens out;
  for (int i = 0; i < 40; ++i) out.push_back(forge.with_header("kid", "unknown-" + std::to_string(i)));
  return out;
}

Tokens keys_inside(const Forge& forge) {
  const Forge nobody = by_nobody(forge);
  const std::string der = base64_encode(nobody.key.public_key().to_der());
  return {nobody.with_header("jku", "http://127.0.0.1:1/keys"), nobody.with_header("x5u", "http://127.0.0.1:1/cert"),
          nobody.with_header("jwk", jose::public_members(nobody.key.public_key())),
          nobody.with_header("x5c", json::Array{der})};
}

Tokens critical(const Forge& forge) {
  Tokens out{forge.with_header("b64", false)};
  for (const json::Value& crit : std::initializer_list<json::Value>{
           json::Array{"exp"}, json::Array{}, json::Array{"b64"}, json::Array{"x"}, "exp", nullptr})
    out.push_back(forge.with_header("crit", crit));
  return out;
}

Tokens members_twice(const Forge& forge) {
  Tokens out;
  const std::string header = json::print(forge.header);
  const std::string claims = json::print(forge.claims);
  for (const std::string twin : {"\"alg\":\"none\"", "\"alg\":\"RS256\"", "\"kid\":\"x\""}) {
    out.push_back(forge.token("{" + twin + "," + header.substr(1), claims));
    out.push_back(forge.token(header.substr(0, header.size() - 1) + "," + twin + "}", claims));
  }
  for (const std::string twin :
       {"\"aud\":\"other\"", "\"exp\":99999999999", "\"iss\":\"x\"", "\"\\u0061ud\":\"other\""}) {
    out.push_back(forge.token(header, "{" + twin + "," + claims.substr(1)));
    out.push_back(forge.token(header, claims.substr(0, claims.size() - 1) + "," + twin + "}"));
  }
  return out;
}

Tokens odd_json(const Forge& forge) {
  const std::string header = json::print(forge.header);
  const std::string claims = json::print(forge.claims);
  const std::string open = claims.substr(0, claims.size() - 1);
  Tokens out;
  for (const std::string& payload :
       {std::string(10'000, '[') + std::string(10'000, ']'), "\xef\xbb\xbf" + claims, open + ",\"x\":\"\xc3\x28\"}",
        open + ",\"x\":\"\\ud800\"}", open + ",\"x\":NaN}", claims + "x", claims + claims, "{/**/" + claims.substr(1),
        open + ",}", std::string("[]"), std::string("\"x\""), std::string("1"), std::string()})
    out.push_back(forge.token(header, payload));
  out.push_back(forge.token("[]", claims));
  return out;
}

Tokens odd_times(const Forge& forge) {
  Tokens out{forge.without_claim("exp"), forge.with_claim("exp", 0)};
  for (const char* const name : {"exp", "nbf", "iat"})
    for (const char* const value : {"\"9\"", "1e300", "-1", "9223372036854775808", "null", "true", "[]"})
      out.push_back(forge.spelled(name, value));
  return out;
}

Tokens times_at_the_edge(const Forge& forge) {
  constexpr std::int64_t kSkew = 60;
  return {forge.with_claim("exp", forge.now.seconds - kSkew), forge.with_claim("nbf", forge.now.seconds + kSkew + 1),
          forge.with_claim("iat", forge.now.seconds + kSkew + 1)};
}

Tokens audiences(const Forge& forge) {
  json::Array nested;
  nested.push_back(json::Array{text_of(forge, "aud")});
  const std::string ours = text_of(forge, "aud");
  Tokens out{forge.without_claim("aud")};
  for (const json::Value& aud : std::initializer_list<json::Value>{
           "other", "", json::Array{}, ours + ",other", ours + "x", ours.substr(1), " " + ours, nested, 7, nullptr,
           json::Array{ours, 7}, "00000003-0000-0000-c000-000000000000"})
    out.push_back(forge.with_claim("aud", aud));
  return out;
}

Tokens issuers(const Forge& forge) {
  const std::string ours = text_of(forge, "iss");
  Tokens out{forge.without_claim("iss")};
  for (const json::Value& iss : std::initializer_list<json::Value>{
           ours + "/", ours + "#", ours + "?", " " + ours, "http" + ours.substr(5), "HTTPS" + ours.substr(5), "",
           "https://login.example@evil.example/", "https://sts.windows.net/" + std::string(kTenant) + "/",
           json::Array{ours}, 7, nullptr})
    out.push_back(forge.with_claim("iss", iss));
  return out;
}

Tokens tenants(const Forge& forge) {
  constexpr std::string_view kOther = "00000000-0000-4000-8000-000000000000";
  Tokens out{forge.without_claim("tid")};
  for (const json::Value& tid : std::initializer_list<json::Value>{kOther, "9188040d-6c67-4c5b-b112-36a304b66dad", "",
                                                                   "contoso.example", json::Array{kTenant}, 7, nullptr})
    out.push_back(forge.with_claim("tid", tid));
  return out;
}

Tokens shapes(const Forge& forge) {
  const json::Object flattened{{"payload", forge.part(1)}, {"protected", forge.part(0)}, {"signature", forge.part(2)}};
  return {forge.token(json::print(forge.header), forge.honest),
          forge.with_part(1, ""),
          json::print(flattened),
          forge.part(0),
          forge.honest + ".x",
          forge.honest + ".x.x"};
}

Tokens encrypted(const Forge& forge) {
  Tokens out{forge.with_header("enc", "A256GCM"), forge.with_header("zip", "DEF")};
  for (const char* const header :
       {R"({"alg":"dir","enc":"A256GCM","zip":"DEF"})", R"({"alg":"RSA1_5","enc":"A128CBC-HS256"})",
        R"({"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2c":2147483648,"p2s":"AAAA"})"})
    out.push_back(base64url_encode(header) + ".AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA");
  return out;
}

Tokens ecdsa(const Forge& forge) {
  const crypto::PrivateKey key = crypto::PrivateKey::generate_ec(crypto::KeyType::p256);
  json::Object header = forge.header;
  header.set("alg", "ES256");
  const std::string input = input_of(forge, json::print(header));
  return {input + "." + base64url_encode(std::string(64, '\0')), sealed(key, crypto::SignatureAlgorithm::es256, input)};
}

Tokens rsa_signatures(const Forge& forge) {
  const std::string good = base64url_decode(forge.part(2)).value();
  Tokens out;
  for (const std::string& bad :
       {std::string(256, '\0'), std::string(256, '\xff'), std::string("x"), good.substr(1), good.substr(0, 255),
        std::string(1, '\0') + good, good + std::string(1, '\0'), good + good, forge.key.public_key().rsa()->n})
    out.push_back(forge.with_part(2, base64url_encode(bad)));
  return out;
}

Tokens pss(const Forge& forge) {
  return {sealed(forge.key, crypto::SignatureAlgorithm::ps256, forge.part(0) + "." + forge.part(1))};
}

Tokens for_graph(const Forge& forge) {
  return {forge.with_header("nonce", "abc"), by_nobody(forge).with_header("nonce", "abc"),
          forge.with_claim("aud", "00000003-0000-0000-c000-000000000000")};
}

Tokens versions(const Forge& forge) {
  Tokens out{forge.without_claim("ver")};
  for (const json::Value& ver :
       std::initializer_list<json::Value>{"1.0", "", "2", "3.0", 2, nullptr, json::Array{"2.0"}})
    out.push_back(forge.with_claim("ver", ver));
  for (const json::Value& odd : std::initializer_list<json::Value>{7, "groups"})
    out.push_back(forge.with_claim("_claim_names", odd));
  return out;
}

Tokens types_of_claims(const Forge& forge) {
  Tokens out;
  for (const char* const name : {"sub", "oid", "name", "email", "preferred_username", "roles", "groups", "azp"})
    for (const json::Value& value :
         std::initializer_list<json::Value>{json::Object{}, 7, json::Array{7}, true, nullptr})
      out.push_back(forge.with_claim(name, value));
  for (const std::string& oid : {std::string("a\0b", 3), std::string("a\nb"), std::string(3000, 'x')})
    out.push_back(forge.with_claim("oid", oid));
  return out;
}

Tokens types_of_our_claims(const Forge& forge) {
  Tokens out;
  for (const char* const name : {"iss", "aud", "exp", "sid"})
    for (const json::Value& value : std::initializer_list<json::Value>{json::Object{}, json::Array{7}, true, nullptr})
      if (forge.claims.contains(name)) out.push_back(forge.with_claim(name, value));
  return out;
}

Tokens flipped(const Forge& forge) {
  Tokens out{forge.honest + "A", forge.honest.substr(0, forge.honest.size() - 1)};
  for (std::size_t at = 3; at < forge.honest.size(); at += forge.honest.size() / 16) {
    if (forge.honest[at] == '.') ++at;
    std::string bad = forge.honest;
    bad[at] = bad[at] == 'A' ? 'B' : 'A';
    out.push_back(std::move(bad));
    out.push_back(forge.honest.substr(0, at));
  }
  return out;
}

Tokens spellings(const Forge& forge) {
  Tokens out{forge.honest + "=",  forge.honest + ".",
             "." + forge.honest,  forge.part(0) + ".." + forge.part(1) + "." + forge.part(2),
             forge.honest + "+/", forge.part(0) + "=." + forge.part(1) + "." + forge.part(2)};
  const std::string input = forge.part(0) + "." + forge.part(1).substr(0, forge.part(1).size() - 4) + "+/+/";
  out.push_back(sealed(forge.key, crypto::SignatureAlgorithm::rs256, input));
  return out;
}

Tokens by_a_key_that_is_gone(const Forge& forge) {
  return {by_nobody(forge).with_header("kid", "gone")};
}

// Signed by the other of the two keys that the gateway knows.
Tokens by_another_key(const Forge& forge) {
  Forge other = forge;
  other.key = forge.other_key;
  Tokens out{other.token(json::print(forge.header), json::print(forge.claims))};
  out.push_back(other.with_header("kid", forge.other_kid));
  return out;
}

}  // namespace

const std::vector<ForgedRow>& forged_rows() {
  static const std::vector<ForgedRow> kRows{
      {"JWT-01", algorithms},
      {"JWT-02", hmacs},
      {"JWT-03", other_algorithms},
      {"JWT-04", key_ids},
      {"JWT-05", many_key_ids},
      {"JWT-06", keys_inside},
      {"JWT-07", critical},
      {"JWT-08", members_twice},
      {"JWT-09", odd_json},
      {"JWT-10", odd_times},
      {"JWT-11", times_at_the_edge},
      {"JWT-12", audiences},
      {"JWT-13", issuers},
      {"JWT-14", tenants},
      {"JWT-16", shapes},
      {"JWT-17", encrypted},
      {"JWT-18", ecdsa},
      {"JWT-19", rsa_signatures},
      {"JWT-20", pss},
      {"JWT-23", by_a_key_that_is_gone},
      {"JWT-25", for_graph},
      {"JWT-26", versions},
      {"JWT-27", types_of_claims},
      {"JWT-28", flipped},
      {"JWT-29", spellings},
      {"BOT-04", flipped},
      {"BOT-08", by_another_key},
  };
  return kRows;
}

void attack_with_forged(Stage& stage, Proof proof, std::string_view id) {
  const Forge forge = forge_of(stage, proof);
  const bool is_ours = row_of(proof).credential != Credential::bearer;
  const auto row = std::ranges::find(forged_rows(), id, &ForgedRow::id);
  ASSERT_NE(row, forged_rows().end()) << id;
  const Tokens tokens = id == "JWT-27" && is_ours ? types_of_our_claims(forge) : row->make(forge);
  stage.expect_taken(proof);
  stage.world.provider.asked.clear();
  for (std::size_t i = 0; i < tokens.size(); ++i)
    stage.expect_unknown(proof, tokens[i], std::string(id) + ", " + std::to_string(i));
  // At most the keys were fetched, once, and nothing else was asked for.
  EXPECT_LE(std::ranges::count_if(stage.world.provider.asked, [](auto& url) { return url.ends_with("/keys"); }), 1);
  EXPECT_TRUE(std::ranges::all_of(stage.world.provider.asked, [](auto& url) { return url.starts_with(kLogin); }));
  stage.expect_taken(proof);
}

}  // namespace sallyport::gateway::testing
