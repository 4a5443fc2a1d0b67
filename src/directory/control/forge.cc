// Tokens with any claims and headers, signed in the ways that a check has to tell apart.
#include <algorithm>
#include <array>
#include <functional>

#include "base/encoding.h"
#include "crypto/hmac.h"
#include "crypto/signature.h"
#include "directory/control/operations.h"
#include "directory/graph/shape/body.h"

namespace sallyport::directory::control {
namespace {

constexpr std::string_view kTokenResource = "Token";

struct Forged {
  json::Object claims;
  json::Object header;  // members that replace those of an honest token; null: the member is left out
  std::string key = "signing";
};

// How one kind of token is signed.
struct Signer {
  std::string kid;
  std::function<Result<std::string>(std::string_view input)> sign;
};

Signer rs256(std::string kid, const crypto::PrivateKey& key) {
  return {std::move(kid),
          [key](std::string_view input) { return crypto::sign(key, crypto::SignatureAlgorithm::rs256, input); }};
}

Result<Signer> published_key(const Call& call) {
  const jose::SigningKey& key = call.exchange.published->signing;
  return rs256(key.kid, key.key);
}

// The key that the next rotation will sign with. It is published already.
Result<Signer> next_key(const Call& call) {
  SALLYPORT_TRY(const auto stored, call.control.services().keys.load());
  if (stored.keys.empty()) return failure(Kind::internal, "signing_key_missing");
  SALLYPORT_TRY(const auto key, crypto::PrivateKey::from_pem(stored.keys.back().private_key_pem));
  return rs256(stored.keys.back().kid, key);
}

// A key that was never published, under the kid of the published one.
Result<Signer> stranger(const Call& call) {
  return rs256(call.exchange.published->signing.kid, call.control.unpublished_key());
}

// HMAC, whose key is the published public key. Source: RFC 8725 2.1.
Result<Signer> public_key(const Call& call) {
  const jose::SigningKey& key = call.exchange.published->signing;
  const Secret secret(key.key.public_key().to_der());
  return Signer{key.kid,
                [secret](std::string_view input) -> Result<std::string> { return crypto::hmac_sha256(secret, input); }};
}

Result<Signer> broken(const Call& call) {
  const jose::SigningKey& key = call.exchange.published->signing;
  return Signer{key.kid, [honest = rs256(key.kid, key.key)](std::string_view input) -> Result<std::string> {
                  SALLYPORT_TRY(auto signature, honest.sign(input));
                  signature.back() = static_cast<char>(signature.back() ^ 1);
                  return signature;
                }};
}

Result<Signer> nobody(const Call& call) {
  return Signer{call.exchange.published->signing.kid,
                [](std::string_view) -> Result<std::string> { return std::string(); }};
}

struct KeyRow {
  std::string_view name;
  std::string_view algorithm;  // the alg that the header has unless the caller says otherwise
  Result<Signer> (*find)(const Call& call);
};
constexpr std::array kKeys{
    KeyRow{"signing", "RS256", published_key}, KeyRow{"next", "RS256", next_key},
    KeyRow{"unpublished", "RS256", stranger},  KeyRow{"public", "HS256", public_key},
    KeyRow{"broken", "RS256", broken},         KeyRow{"none", "none", nobody},
};

std::string list_keys() {
  std::string all;
  for (const KeyRow& row : kKeys) all += (all.empty() ? "" : ", ") + std::string(row.name);
  return all;
}

Result<void> read_object(graph::Fields& fields, std::string_view name, json::Object& target) {
  const json::Value* value = fields.value(name);
  if (value == nullptr) return {};
  if (value->as_object() == nullptr) return fields.wrong(name, "It must be an object.");
  target = *value->as_object();
  return {};
}

Result<Forged> read_forged(const json::Object& body) {
  Forged forged;
  graph::Fields fields(body, kTokenResource);
  SALLYPORT_CHECK(read_object(fields, "claims", forged.claims));
  SALLYPORT_CHECK(read_object(fields, "header", forged.header));
  SALLYPORT_CHECK(fields.text("key", forged.key));
  SALLYPORT_CHECK(fields.no_others());
  if (!fields.has("claims")) return fields.wrong("claims", "It is needed: the claims of the token.");
  if (std::ranges::find(kKeys, forged.key, &KeyRow::name) == kKeys.end())
    return fields.wrong("key", "It must be one of: " + list_keys() + ".");
  return forged;
}

json::Object header_of(const Forged& forged, const KeyRow& row, const std::string& kid) {
  json::Object honest{{"typ", "JWT"}, {"alg", row.algorithm}, {"kid", kid}, {"x5t", kid}};
  for (const json::Member& member : forged.header) honest.set(member.name, member.value);
  json::Object header;
  for (const json::Member& member : honest)
    if (!member.value.is_null()) header.append(member.name) = member.value;
  return header;
}

Result<std::string> forge(const Call& call, const Forged& forged) {
  const KeyRow& row = *std::ranges::find(kKeys, forged.key, &KeyRow::name);
  SALLYPORT_TRY(const auto signer, row.find(call));
  const std::string input = base64url_encode(json::print(header_of(forged, row, signer.kid))) + "." +
                            base64url_encode(json::print(forged.claims));
  SALLYPORT_TRY(const auto signature, signer.sign(input));
  return input + "." + base64url_encode(signature);
}

}  // namespace

Answer forge_token(const Call& call) {
  SALLYPORT_ASK(const auto body, graph::read_body(call.exchange));
  SALLYPORT_ASK(const auto forged, read_forged(body));
  SALLYPORT_ASK(auto token, forge(call, forged));
  return graph::ok(json::Object{{"token", std::move(token)}});
}

}  // namespace sallyport::directory::control
