#include "app/jwt/check.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/text.h"

namespace sallyport::app {
namespace {

constexpr std::array<std::string_view, 5> kNeverTaken{"none", "HS256", "HS384", "HS512", "ES256K"};

Result<crypto::SignatureAlgorithm> parse_algorithm(std::string_view name) {
  if (const auto algorithm = crypto::parse_signature_algorithm(name)) return *algorithm;
  if (std::ranges::find(kNeverTaken, name) != kNeverTaken.end())
    return failure(Kind::rejected, "jws_algorithm", "RFC 8725 3.1");
  return failure(Kind::malformed, "algorithm_unknown", "RFC 7518 3.1", std::string(name));
}

}  // namespace

Result<jose::Algorithms> parse_algorithms(std::string_view list) {
  jose::Algorithms algorithms;
  for (const std::string_view name : split_words(list, ',')) {
    SALLYPORT_TRY(const auto algorithm, parse_algorithm(trim(name)));
    algorithms.push_back(algorithm);
  }
  if (algorithms.empty()) return failure(Kind::malformed, "algorithm_unknown", "RFC 7518 3.1");
  return algorithms;
}

Result<void> check_token(std::string_view token, const jose::JwkSet& keys, const TokenRules& rules) {
  SALLYPORT_TRY(const auto jws, jose::CompactJws::parse(token));
  if (rules.kid == KidRule::required && jws.header.kid.empty())
    return failure(Kind::rejected, "jws_kid_missing", "RFC 7515 4.1.4");
  SALLYPORT_TRY(const auto verified, jose::verify(jws, keys, rules.allowed));
  if (!rules.at) return {};
  SALLYPORT_TRY(const auto claims, jose::Claims::parse(verified));
  return jose::check_lifetime(claims, Seconds(0), *rules.at);
}

Result<void> check_raw(const json::Object& jwk, std::string_view algorithm, std::string_view message_hex,
                       std::string_view signature_hex) {
  SALLYPORT_TRY(const auto wanted, parse_algorithm(algorithm));
  SALLYPORT_TRY(const auto message, hex_decode(message_hex));
  SALLYPORT_TRY(const auto signature, hex_decode(signature_hex));
  SALLYPORT_TRY(const auto key, jose::parse_jwk(jwk));
  if (key.algorithm && *key.algorithm != wanted) return failure(Kind::rejected, "jws_key_algorithm", "RFC 8725 3.1");
  return crypto::verify(key.key, wanted, message, signature);
}

}  // namespace sallyport::app
