#include "app/jwt/batch.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "jose/test_keys.h"

namespace sallyport::app {
namespace {

using jose::es256_key;
using jose::published;

json::Object token_line() {
  return {{"id", 7},
          {"jwks", json::Object{{"keys", json::Array{published(es256_key())}}}},
          {"alg", json::Array{"ES256"}},
          {"token", *jose::sign_compact(es256_key(), {}, {{"sub", "alice"}})}};
}

json::Object raw_line() {
  return {{"id", "raw"},
          {"jwk", published(es256_key())},
          {"alg", "ES256"},
          {"msg", "6d"},
          {"sig", hex_encode(*crypto::sign(es256_key().key, es256_key().algorithm, "m"))}};
}

json::Object with(json::Object members, std::string_view name, json::Value value) {
  members.set(name, std::move(value));
  return members;
}

std::string answer(const json::Object& line, const BatchDefaults& defaults = {}) {
  return answer_line(json::print(line), defaults);
}

TEST(Batch, GoodLinesAreValid) {
  EXPECT_EQ(answer(token_line()), R"({"id":7,"valid":true})");
  EXPECT_EQ(answer(with(token_line(), "alg", "RS256,ES256")), R"({"id":7,"valid":true})");
  EXPECT_EQ(answer(raw_line()), R"({"id":"raw","valid":true})");
}

TEST(Batch, BadTokensAndSignaturesSayWhy) {
  EXPECT_EQ(answer(with(token_line(), "alg", "RS256")),
            R"({"id":7,"valid":false,"reason":"jws_algorithm_not_allowed"})");
  EXPECT_EQ(answer(with(token_line(), "alg", json::Array{})),
            R"({"id":7,"valid":false,"reason":"jws_algorithm_not_allowed"})");
  EXPECT_EQ(answer(with(token_line(), "token", "a.b")), R"({"id":7,"valid":false,"reason":"jws_parts"})");
  EXPECT_EQ(answer(with(raw_line(), "msg", "6e")), R"({"id":"raw","valid":false,"reason":"signature"})");
  EXPECT_EQ(answer(with(raw_line(), "alg", "HS256")), R"({"id":"raw","valid":false,"reason":"jws_algorithm"})");
  EXPECT_EQ(answer(with(raw_line(), "alg", "ES521")), R"({"id":"raw","valid":false,"reason":"algorithm_unknown"})");
}

TEST(Batch, LinesThatMakeNoSenseAreAnswered) {
  EXPECT_EQ(answer_line("", {}), R"({"id":null,"valid":false,"reason":"json_syntax"})");
  EXPECT_EQ(answer_line("x", {}), R"({"id":null,"valid":false,"reason":"json_syntax"})");
  EXPECT_EQ(answer_line("[]", {}), R"({"id":null,"valid":false,"reason":"json_not_object"})");
  EXPECT_EQ(answer_line("{}", {}), R"({"id":null,"valid":false,"reason":"batch_member"})");
  EXPECT_EQ(answer_line(R"({"id":1,"id":2})", {}), R"({"id":null,"valid":false,"reason":"json_duplicate_member"})");
  for (const auto name : {"jwks", "alg", "token"})
    EXPECT_EQ(answer(with(token_line(), name, 1)), R"({"id":7,"valid":false,"reason":"batch_member"})") << name;
  for (const auto name : {"jwk", "alg", "msg", "sig"})
    EXPECT_EQ(answer(with(raw_line(), name, 1)), R"({"id":"raw","valid":false,"reason":"batch_member"})") << name;
}

TEST(Batch, LineOfBothShapesIsRefused) {
  EXPECT_EQ(answer(with(token_line(), "msg", "6d")), R"({"id":7,"valid":false,"reason":"batch_member"})");
}

TEST(Batch, DefaultsStandForWhatALineLeavesOut) {
  const json::Object bare{{"id", 7}, {"token", *jose::sign_compact(es256_key(), {}, {})}};
  EXPECT_EQ(answer(bare), R"({"id":7,"valid":false,"reason":"batch_member"})");
  const BatchDefaults defaults{jose::set_of({published(es256_key())}), {.allowed = {es256_key().algorithm}}};
  EXPECT_EQ(answer(bare, defaults), R"({"id":7,"valid":true})");
  // The line's own values count, not the defaults.
  EXPECT_EQ(answer(with(bare, "alg", "RS256"), defaults),
            R"({"id":7,"valid":false,"reason":"jws_algorithm_not_allowed"})");
  EXPECT_EQ(answer(with(bare, "jwks", json::Object{{"keys", json::Array{}}}), defaults),
            R"({"id":7,"valid":false,"reason":"jws_unknown_kid"})");
}

TEST(Batch, IdComesBackWhateverItIs) {
  for (const json::Value& id :
       {json::Value(nullptr), json::Value("a\"b"), json::Value(json::Array{1, "x"}), json::Value(true)})
    EXPECT_EQ(answer(with(token_line(), "id", id)), "{\"id\":" + json::print(id) + ",\"valid\":true}");
}

}  // namespace
}  // namespace sallyport::app
