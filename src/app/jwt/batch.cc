#include "app/jwt/batch.h"

namespace sallyport::app {
namespace {

// Enough for a key set as large as a provider may send (1 MiB), a token, and some more.
constexpr json::Limits kLine{.bytes = std::size_t{2} << 20, .depth = 20};

Failure bad_member(std::string_view name) {
  return failure(Kind::malformed, "batch_member", {}, std::string(name));
}

Result<std::string_view> text_of(const json::Object& line, std::string_view name) {
  const json::Value* value = line.find(name);
  const std::string* text = value == nullptr ? nullptr : value->as_string();
  if (text == nullptr) return bad_member(name);
  return std::string_view(*text);
}

Result<jose::Algorithms> algorithms_of(const json::Object& line, const jose::Algorithms& defaults) {
  const json::Value* value = line.find("alg");
  if (value == nullptr && !defaults.empty()) return defaults;
  if (value == nullptr) return bad_member("alg");
  if (const std::string* text = value->as_string()) return parse_algorithms(*text);
  if (value->as_array() == nullptr) return bad_member("alg");
  jose::Algorithms algorithms;
  for (const json::Value& element : *value->as_array()) {
    const std::string* text = element.as_string();
    if (text == nullptr) return bad_member("alg");
    SALLYPORT_TRY(const auto one, parse_algorithms(*text));
    algorithms.insert(algorithms.end(), one.begin(), one.end());
  }
  return algorithms;
}

Result<void> answer_token(const json::Object& line, const BatchDefaults& defaults) {
  SALLYPORT_TRY(const auto token, text_of(line, "token"));
  TokenRules rules = defaults.rules;
  SALLYPORT_TRY(rules.allowed, algorithms_of(line, defaults.rules.allowed));
  const json::Value* keys = line.find("jwks");
  if (keys == nullptr && defaults.keys) return check_token(token, *defaults.keys, rules);
  if (keys == nullptr || keys->as_object() == nullptr) return bad_member("jwks");
  SALLYPORT_TRY(const auto set, jose::parse_jwk_set(*keys->as_object()));
  return check_token(token, set, rules);
}

Result<void> answer_raw(const json::Object& line) {
  SALLYPORT_TRY(const auto algorithm, text_of(line, "alg"));
  SALLYPORT_TRY(const auto message, text_of(line, "msg"));
  SALLYPORT_TRY(const auto signature, text_of(line, "sig"));
  const json::Value* jwk = line.find("jwk");
  if (jwk == nullptr || jwk->as_object() == nullptr) return bad_member("jwk");
  return check_raw(*jwk->as_object(), algorithm, message, signature);
}

std::string print(const json::Value& id, const Result<void>& verdict) {
  json::Object answer{{"id", id}, {"valid", verdict.has_value()}};
  if (!verdict) answer.set("reason", verdict.error().reason);
  return json::print(answer);
}

}  // namespace

std::string answer_line(std::string_view line, const BatchDefaults& defaults) {
  const auto members = json::parse_object(line, kLine);
  if (!members) return print(nullptr, Failure(members.error()));
  const json::Value* id = members->find("id");
  const json::Value echoed = id == nullptr ? json::Value() : *id;
  // A line must hold a token or a raw signature, not both. Otherwise the answer for one could be taken for the other.
  if (!members->contains("token")) return print(echoed, answer_raw(*members));
  if (members->contains("msg") || members->contains("sig")) return print(echoed, bad_member("token"));
  return print(echoed, answer_token(*members, defaults));
}

}  // namespace sallyport::app
