#include "gateway/forge_fixture.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/signature.h"

namespace sallyport::gateway::testing {

json::Object without(const json::Object& object, std::string_view name) {
  json::Object out;
  for (const auto& [member, value] : object)
    if (member != name) out.set(member, value);
  return out;
}

std::string sealed(const crypto::PrivateKey& key, crypto::SignatureAlgorithm algorithm, const std::string& input) {
  return input + "." + base64url_encode(crypto::sign(key, algorithm, input).value());
}

std::string Forge::token(std::string_view header_text, std::string_view claims_text) const {
  return sealed(key, crypto::SignatureAlgorithm::rs256,
                base64url_encode(header_text) + "." + base64url_encode(claims_text));
}

std::string Forge::with_header(std::string_view name, json::Value value) const {
  json::Object changed = header;
  changed.set(name, std::move(value));
  return token(json::print(changed), json::print(claims));
}

std::string Forge::with_claim(std::string_view name, json::Value value) const {
  json::Object changed = claims;
  changed.set(name, std::move(value));
  return token(json::print(header), json::print(changed));
}

std::string Forge::without_claim(std::string_view name) const {
  return token(json::print(header), json::print(without(claims, name)));
}

std::string Forge::spelled(std::string_view name, std::string_view value) const {
  const std::string rest = json::print(without(claims, name));
  return token(json::print(header),
               rest.substr(0, rest.size() - 1) + ",\"" + std::string(name) + "\":" + std::string(value) + "}");
}

std::string Forge::part(std::size_t index) const {
  const auto first = honest.find('.');
  const auto second = honest.find('.', first + 1);
  if (index == 0) return honest.substr(0, first);
  return index == 1 ? honest.substr(first + 1, second - first - 1) : honest.substr(second + 1);
}

std::string Forge::with_part(std::size_t index, std::string_view text) const {
  std::string out;
  for (std::size_t i = 0; i < 3; ++i) out += (i ? "." : "") + (i == index ? std::string(text) : part(i));
  return out;
}

Forge forge_of(Stage& stage, Proof proof) {
  const jose::SigningKey& ours = stage.world.own_keys->signing_key();
  const bool is_providers = row_of(proof).credential == Credential::bearer;
  Forge forge{.header = {},
              .claims = {},
              .key = is_providers ? FakeProvider::key("key-1") : ours.key,
              .other_key = is_providers ? ours.key : FakeProvider::key("key-1"),
              .other_kid = is_providers ? ours.kid : "key-1",
              .honest = stage.honest(proof),
              .now = stage.world.clock.now()};
  forge.header = json::parse_object(base64url_decode(forge.part(0)).value()).value();
  forge.claims = json::parse_object(base64url_decode(forge.part(1)).value()).value();
  EXPECT_EQ(forge.token(json::print(forge.header), json::print(forge.claims)), forge.honest) << row_of(proof).name;
  return forge;
}

}  // namespace sallyport::gateway::testing
