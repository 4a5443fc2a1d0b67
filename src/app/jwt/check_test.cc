#include "app/jwt/check.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "jose/test_keys.h"

namespace sallyport::app {
namespace {

using enum crypto::SignatureAlgorithm;
using jose::es256_key;
using jose::published;
using jose::set_of;

std::string token_of(json::Object claims) {
  return *jose::sign_compact(es256_key(), {}, claims);
}

TEST(ParseAlgorithms, ReadsNamesWithCommas) {
  EXPECT_EQ(*parse_algorithms("RS256"), jose::Algorithms{rs256});
  EXPECT_EQ(*parse_algorithms("RS256,ES256"), (jose::Algorithms{rs256, es256}));
  EXPECT_EQ(*parse_algorithms("RS256, ES256"), (jose::Algorithms{rs256, es256}));
}

TEST(ParseAlgorithms, OneBadNameSpoilsTheList) {  // otherwise a typing error could narrow or widen the list unseen
  for (const auto list : {"", ",", "RS265", "rs256", "RS256,RS265"})
    EXPECT_EQ(reason_of(parse_algorithms(list)), "algorithm_unknown") << list;
  for (const auto list : {"none", "HS256", "RS256,none", "ES256K"})
    EXPECT_EQ(reason_of(parse_algorithms(list)), "jws_algorithm") << list;
}

TEST(CheckToken, NoClockIsReadUnlessAskedFor) {
  const auto keys = set_of({published(es256_key())});
  const auto token = token_of({{"exp", 1000}});
  EXPECT_EQ(reason_of(check_token(token, keys, {.allowed = {es256}})), "none");
  EXPECT_EQ(reason_of(check_token(token, keys, {.allowed = {es256}, .at = UnixTime{999}})), "none");
  EXPECT_EQ(reason_of(check_token(token, keys, {.allowed = {es256}, .at = UnixTime{1000}})), "jwt_expired");
  EXPECT_EQ(reason_of(check_token(token_of({}), keys, {.allowed = {es256}, .at = UnixTime{1}})), "jwt_exp_missing");
}

TEST(CheckToken, KidMayBeRequired) {
  const jose::SigningKey nameless{es256_key().key, es256, ""};
  const auto keys = set_of({published(es256_key())});
  const auto token = *jose::sign_compact(nameless, {}, {});
  EXPECT_EQ(reason_of(check_token(token, keys, {.allowed = {es256}})), "none");
  EXPECT_EQ(reason_of(check_token(token, keys, {.allowed = {es256}, .kid = KidRule::required})), "jws_kid_missing");
  EXPECT_EQ(reason_of(check_token(token_of({}), keys, {.allowed = {es256}, .kid = KidRule::required})), "none");
}

TEST(CheckRaw, SignatureOverAnyBytes) {
  const std::string message("\0\xff\n", 3);
  const auto signature = hex_encode(*crypto::sign(es256_key().key, es256, message));
  const auto jwk = published(es256_key());
  EXPECT_EQ(reason_of(check_raw(jwk, "ES256", "00ff0a", signature)), "none");
  EXPECT_EQ(reason_of(check_raw(jwk, "ES256", "00FF0A", signature)), "none");
  EXPECT_EQ(reason_of(check_raw(jwk, "ES256", "00ff0b", signature)), "signature");
  EXPECT_EQ(reason_of(check_raw(jwk, "ES256", "", signature)), "signature");
  EXPECT_EQ(reason_of(check_raw(jwk, "ES256", "0", signature)), "hex");
  EXPECT_EQ(reason_of(check_raw(jwk, "ES256", "00ff0a", "zz")), "hex");
}

TEST(CheckRaw, KeysOwnRulesHold) {
  const auto signature = hex_encode(*crypto::sign(es256_key().key, es256, "m"));
  auto jwk = published(es256_key());
  EXPECT_EQ(reason_of(check_raw(jwk, "ES384", "6d", signature)), "jws_key_algorithm");
  EXPECT_EQ(reason_of(check_raw(jwk, "HS256", "6d", signature)), "jws_algorithm");
  EXPECT_EQ(reason_of(check_raw(jose::public_members(es256_key().key.public_key()), "RS256", "6d", signature)),
            "signature_key_type");
  jwk.set("use", "enc");
  EXPECT_EQ(reason_of(check_raw(jwk, "ES256", "6d", signature)), "jwk_use");
}

}  // namespace
}  // namespace sallyport::app
