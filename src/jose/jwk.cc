#include "jose/jwk.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace sallyport::jose {
namespace {

using crypto::KeyType;

constexpr std::size_t kMaxKeys = 100;
constexpr std::size_t kMaxText = 1024;  // bytes of a kid or an issuer

struct CurveRow {
  std::string_view kty;
  std::string_view crv;
  KeyType type;
};
// RFC 7518 6.2.1.1, RFC 8037 2. Not supported: secp256k1, and X25519 and X448, which cannot sign.
constexpr std::array kCurves{
    CurveRow{"EC", "P-256", KeyType::p256},   CurveRow{"EC", "P-384", KeyType::p384},
    CurveRow{"EC", "P-521", KeyType::p521},   CurveRow{"OKP", "Ed25519", KeyType::ed25519},
    CurveRow{"OKP", "Ed448", KeyType::ed448},
};

// RFC 7518 6.2.2, 6.3.2 and 6.4.1. An issuer that publishes one of them has leaked its private key.
constexpr std::array<std::string_view, 8> kPrivateMembers{"d", "p", "q", "dp", "dq", "qi", "oth", "k"};

Failure bad_member(std::string_view name) {
  return failure(Kind::malformed, "jwk_member", "RFC 7517 4", std::string(name));
}

// Returns the member as text. An absent optional member is an empty text.
enum class Presence { required, optional };
Result<std::string> text_of(const json::Object& members, std::string_view name, Presence presence) {
  const json::Value* value = members.find(name);
  if (value == nullptr && presence == Presence::optional) return std::string();
  const std::string* text = value == nullptr ? nullptr : value->as_string();
  if (text == nullptr || (presence == Presence::required && text->empty())) return bad_member(name);
  return *text;
}

Result<std::string> short_text_of(const json::Object& members, std::string_view name) {
  SALLYPORT_TRY(auto text, text_of(members, name, Presence::optional));
  if (text.size() > kMaxText) return bad_member(name);
  return text;
}

Result<std::string> bytes_of(const json::Object& members, std::string_view name) {
  SALLYPORT_TRY(const auto text, text_of(members, name, Presence::required));
  return base64url_decode(text);
}

Result<crypto::PublicKey> parse_key(const json::Object& members, std::string_view kty) {
  if (kty == "oct") return failure(Kind::rejected, "jwk_symmetric", "RFC 8725 3.1");
  for (const std::string_view name : kPrivateMembers)
    if (members.contains(name)) return failure(Kind::malformed, "jwk_private", "RFC 7517 9.2", std::string(name));
  if (kty == "RSA") {
    SALLYPORT_TRY(auto n, bytes_of(members, "n"));
    SALLYPORT_TRY(auto e, bytes_of(members, "e"));
    return crypto::PublicKey::from_rsa({std::move(n), std::move(e)});
  }
  if (std::ranges::find(kCurves, kty, &CurveRow::kty) == kCurves.end())
    return failure(Kind::rejected, "jwk_kty", "RFC 7517 4.1");
  SALLYPORT_TRY(const auto crv, text_of(members, "crv", Presence::required));
  const auto row = std::ranges::find_if(kCurves, [&](const CurveRow& r) { return r.kty == kty && r.crv == crv; });
  if (row == kCurves.end()) return failure(Kind::rejected, "jwk_crv", "RFC 7518 6.2.1.1");
  SALLYPORT_TRY(auto x, bytes_of(members, "x"));
  if (kty == "OKP") return crypto::PublicKey::from_okp(row->type, x);
  SALLYPORT_TRY(auto y, bytes_of(members, "y"));
  return crypto::PublicKey::from_ec(row->type, {std::move(x), std::move(y)});
}

// RFC 7517 4.2: if the key has "use", it must be "sig".
Result<void> check_use(const json::Object& members) {
  if (!members.contains("use")) return {};
  SALLYPORT_TRY(const auto use, text_of(members, "use", Presence::required));
  if (use != "sig") return failure(Kind::rejected, "jwk_use", "RFC 7517 4.2");
  return {};
}

// RFC 7517 4.3: if the key has "key_ops", it must contain "verify", and no value twice.
// Stricter: it must contain no other value. A public signature key can only verify, so a key that claims to sign or to
// encrypt is suspicious.
Result<void> check_key_ops(const json::Object& members) {
  const json::Value* value = members.find("key_ops");
  if (value == nullptr) return {};
  const json::Array* operations = value->as_array();
  if (operations == nullptr) return bad_member("key_ops");
  for (auto at = operations->begin(); at != operations->end(); ++at)
    if (at->as_string() == nullptr || std::find(operations->begin(), at, *at) != at) return bad_member("key_ops");
  if (operations->size() != 1 || operations->front() != json::Value("verify"))
    return failure(Kind::rejected, "jwk_key_ops", "RFC 7517 4.3");
  return {};
}

// RFC 7517 4.4. A key for an algorithm that is not supported (RSA-OAEP, ES256K) is refused.
Result<std::optional<crypto::SignatureAlgorithm>> parse_algorithm(const json::Object& members, KeyType type) {
  if (!members.contains("alg")) return std::optional<crypto::SignatureAlgorithm>();
  SALLYPORT_TRY(const auto name, text_of(members, "alg", Presence::required));
  const auto algorithm = crypto::parse_signature_algorithm(name);
  if (!algorithm || !crypto::fits(*algorithm, type)) return failure(Kind::rejected, "jwk_alg", "RFC 7517 4.4");
  return algorithm;
}

bool same_key(const Jwk& a, const Jwk& b) {
  return a.key.to_der() == b.key.to_der();
}

// Refuses a kid that names two different keys. Otherwise an attacker who adds a key to the set could replace another
// one by using its kid.
Result<void> check_kids(const std::vector<Jwk>& keys) {
  for (auto at = keys.begin(); at != keys.end(); ++at) {
    if (at->kid.empty()) continue;
    const auto earlier = std::find_if(keys.begin(), at, [&](const Jwk& key) { return key.kid == at->kid; });
    if (earlier != at && !same_key(*earlier, *at))
      return failure(Kind::malformed, "jwk_set", "RFC 7517 4.5", "a kid names two keys");
  }
  return {};
}

// The kid of a skipped key, for the log. Empty if it cannot be read.
std::string kid_of(const json::Value& entry) {
  const json::Object* members = entry.as_object();
  const json::Value* kid = members == nullptr ? nullptr : members->find("kid");
  const std::string* text = kid == nullptr ? nullptr : kid->as_string();
  return text == nullptr ? std::string() : text->substr(0, kMaxText);
}

Result<Jwk> parse_entry(const json::Value& entry) {
  const json::Object* members = entry.as_object();
  if (members == nullptr) return bad_member("keys");
  return parse_jwk(*members);
}

}  // namespace

Result<Jwk> parse_jwk(const json::Object& members) {
  SALLYPORT_TRY(const auto kty, text_of(members, "kty", Presence::required));
  SALLYPORT_CHECK(check_use(members));
  SALLYPORT_CHECK(check_key_ops(members));
  SALLYPORT_TRY(auto kid, short_text_of(members, "kid"));
  SALLYPORT_TRY(auto issuer, short_text_of(members, "issuer"));
  SALLYPORT_TRY(auto key, parse_key(members, kty));
  SALLYPORT_TRY(const auto algorithm, parse_algorithm(members, key.type()));
  return Jwk{std::move(key), std::move(kid), algorithm, std::move(issuer)};
}

Result<JwkSet> parse_jwk_set(std::string_view text) {
  SALLYPORT_TRY(const auto members, json::parse_object(text));
  return parse_jwk_set(members);
}

Result<JwkSet> parse_jwk_set(const json::Object& members) {
  const json::Value* value = members.find("keys");
  const json::Array* entries = value == nullptr ? nullptr : value->as_array();
  if (entries == nullptr) return failure(Kind::malformed, "jwk_set", "RFC 7517 5.1");
  JwkSet set;
  for (std::size_t i = 0; i < std::min(entries->size(), kMaxKeys); ++i) {
    auto key = parse_entry((*entries)[i]);
    if (key)
      set.keys.push_back(*std::move(key));
    else
      set.skipped.push_back({kid_of((*entries)[i]), key.error().reason});
  }
  if (entries->size() > kMaxKeys) set.skipped.push_back({"", "jwk_set_size"});
  SALLYPORT_CHECK(check_kids(set.keys));
  return set;
}

json::Object public_members(const crypto::PublicKey& key) {
  if (const auto rsa = key.rsa())
    return {{"kty", "RSA"}, {"n", base64url_encode(rsa->n)}, {"e", base64url_encode(rsa->e)}};
  const auto row = std::ranges::find(kCurves, key.type(), &CurveRow::type);
  const auto point = key.ec();
  json::Object members{{"kty", row->kty}, {"crv", row->crv}, {"x", base64url_encode(point->x)}};
  if (!point->y.empty()) members.set("y", base64url_encode(point->y));
  return members;
}

std::string thumbprint(const crypto::PublicKey& key) {
  // RFC 7638 3: only the required members, in the order of their names.
  const json::Object members = public_members(key);
  json::Object ordered;
  for (const std::string_view name : {"crv", "e", "kty", "n", "x", "y"})
    if (const json::Value* value = members.find(name)) ordered.set(name, *value);
  return base64url_encode(crypto::view(crypto::sha256(json::print(ordered))));
}

}  // namespace sallyport::jose
