// For tests only: makes every variation of a token that was good.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "crypto/key.h"
#include "crypto/signature.h"
#include "gateway/acceptor_fixture.h"

namespace sallyport::gateway::testing {

// Knows an honest token and its issuer's key, and makes every variation of it. So what is refused is refused for the
// variation alone.
struct Forge {
  json::Object header;
  json::Object claims;
  crypto::PrivateKey key;
  crypto::PrivateKey other_key;  // ours for a token of the provider, and the provider's for one of ours
  std::string other_kid;
  std::string honest;
  UnixTime now;

  // Encodes both texts and signs them.
  std::string token(std::string_view header_text, std::string_view claims_text) const;
  std::string with_header(std::string_view name, json::Value value) const;
  std::string with_claim(std::string_view name, json::Value value) const;
  std::string without_claim(std::string_view name) const;
  // The honest claims with this one in any spelling.
  std::string spelled(std::string_view name, std::string_view value) const;
  // The honest token with another part; 0 is the header, 2 the signature.
  std::string with_part(std::size_t index, std::string_view part) const;
  std::string part(std::size_t index) const;
};

// The forge of a kind that is a JWT.
Forge forge_of(Stage& stage, Proof proof);

// The object without this member.
json::Object without(const json::Object& object, std::string_view name);

// A signing input, and after it what the key makes of it with this algorithm.
std::string sealed(const crypto::PrivateKey& key, crypto::SignatureAlgorithm algorithm, const std::string& input);

}  // namespace sallyport::gateway::testing
