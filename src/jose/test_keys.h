// For tests only: an RSA key and an EC key, which are made once per process, and functions that put keys into a set.
#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/reason_of.h"
#include "jose/jwk.h"
#include "jose/jws.h"
#include "jose/sign.h"

namespace sallyport::jose {

inline const SigningKey& rs256_key() {
  static const SigningKey key{crypto::PrivateKey::generate_rsa(2048), crypto::SignatureAlgorithm::rs256, "rsa"};
  return key;
}
inline const SigningKey& es256_key() {
  static const SigningKey key{crypto::PrivateKey::generate_ec(crypto::KeyType::p256), crypto::SignatureAlgorithm::es256,
                              "ec"};
  return key;
}

// Returns the JWK of the key as an issuer publishes it.
inline json::Object published(const SigningKey& key) {
  json::Object members = public_members(key.key.public_key());
  members.set("kid", key.kid);
  members.set("use", "sig");
  members.set("alg", crypto::name_of(key.algorithm));
  return members;
}

inline JwkSet set_of(std::initializer_list<json::Object> members) {
  json::Array keys;
  for (const json::Object& key : members) keys.emplace_back(key);
  return *parse_jwk_set(json::Object{{"keys", keys}});
}

// Reads a JSON file of src/jose/testdata. The path is relative, because tests run in the root of the repository.
inline json::Object test_data(const std::string& name) {
  std::ifstream file("src/jose/testdata/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return *json::parse_object(text.str());
}

inline std::string text_at(const json::Object& members, std::string_view name) {
  return *members.find(name)->as_string();
}

}  // namespace sallyport::jose
