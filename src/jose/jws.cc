#include "jose/jws.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/json_document.h"

namespace sallyport::jose {
namespace {

constexpr std::size_t kMaxTries = 8;  // at most this many keys are tried for one token

Failure bad_header(std::string detail) {
  return failure(Kind::malformed, "jws_header", "RFC 7515 4", std::move(detail));
}

struct Refused {
  std::string_view name;
  Kind kind;
  std::string_view reason;
  std::string_view rule;
};
// Header members that change the meaning of a token. None of them is supported, so a token that has one is refused.
constexpr std::array kRefusedMembers{
    Refused{"crit", Kind::rejected, "jws_crit", "RFC 7515 4.1.11"},
    Refused{"b64", Kind::rejected, "jws_crit", "RFC 7797 3"},
    Refused{"zip", Kind::malformed, "jws_encrypted", "RFC 7516 4.1.3"},
    Refused{"enc", Kind::malformed, "jws_encrypted", "RFC 7516 4.1.2"},
};

// Returns the member as text, or an empty text if it is absent. A member of another type is an error.
Result<std::string_view> text_of(const json::Document& members, std::string_view name) {
  const auto value = members.find(name);
  if (!value) return std::string_view();
  const auto text = value->as_string();
  if (!text) return bad_header(std::string(name));
  return *text;
}

Result<json::Document> parse_members(std::string_view segment) {
  if (segment.size() > (kMaxHeader + 2) / 3 * 4) return failure(Kind::malformed, "jws_size", "RFC 8725 3.15");
  SALLYPORT_TRY(auto text, base64url_decode(segment));
  auto members = json::Document::parse(std::move(text), {.bytes = kMaxHeader, .depth = 8});
  if (!members) return bad_header(std::string(members.error().reason));
  return members;
}

Result<JwsHeader> parse_header(std::string_view segment) {
  SALLYPORT_TRY(const auto members, parse_members(segment));
  for (const Refused& refused : kRefusedMembers)
    if (members.contains(refused.name)) return failure(refused.kind, refused.reason, refused.rule);
  if (!members.contains("alg")) return bad_header("alg");
  SALLYPORT_TRY(const auto name, text_of(members, "alg"));
  const auto algorithm = crypto::parse_signature_algorithm(name);
  if (!algorithm) return failure(Kind::rejected, "jws_algorithm", "RFC 8725 3.1");
  SALLYPORT_TRY(const auto kid, text_of(members, "kid"));
  // Stricter: an empty kid is refused, because it names no key. If it counted as absent, every key would be tried.
  if (kid.size() > kMaxKid || (kid.empty() && members.contains("kid"))) return bad_header("kid");
  SALLYPORT_TRY(const auto typ, text_of(members, "typ"));
  SALLYPORT_TRY(const auto cty, text_of(members, "cty"));
  return JwsHeader{*algorithm, std::string(kid), std::string(typ), std::string(cty), members.contains("nonce")};
}

// All tokens of a provider have the same header until the provider changes its key. So each thread keeps the last
// valid header, and does not parse it again if the next token has the same text there.
Result<JwsHeader> read_header(std::string_view segment) {
  struct Known {
    std::string segment;
    JwsHeader header;
  };
  thread_local Known last;
  if (!segment.empty() && segment == last.segment) return last.header;
  SALLYPORT_TRY(auto header, parse_header(segment));
  last = {std::string(segment), header};
  return header;
}

bool may_verify(const Jwk& key, crypto::SignatureAlgorithm algorithm) {
  return crypto::fits(algorithm, key.key.type()) && (!key.algorithm || *key.algorithm == algorithm);
}

// Finds the key that verifies the signature. Null if keys fit but none of them verifies it.
Result<const Jwk*> find_vouching(const CompactJws& jws, const JwkSet& keys) {
  const JwsHeader& header = jws.header;
  bool kid_known = false;
  std::size_t tries = 0;
  for (const Jwk& key : keys.keys) {
    if (!header.kid.empty() && key.kid != header.kid) continue;
    kid_known = true;
    if (!may_verify(key, header.algorithm) || tries == kMaxTries) continue;
    ++tries;
    if (crypto::verify(key.key, header.algorithm, jws.signing_input, jws.signature)) return &key;
  }
  if (tries > 0) return nullptr;
  if (header.kid.empty()) return failure(Kind::rejected, "jws_no_key", "RFC 7515 6");
  if (!kid_known) return failure(Kind::rejected, "jws_unknown_kid", "RFC 7515 4.1.4");
  return failure(Kind::rejected, "jws_key_algorithm", "RFC 8725 3.1");
}

}  // namespace

Result<CompactJws> CompactJws::parse(std::string_view token) {
  if (token.size() > kMaxToken) return failure(Kind::malformed, "jws_size", "RFC 8725 3.15");
  std::array<std::size_t, 5> dots{};  // an encrypted token has four; counting stops at five
  std::size_t count = 0;
  for (auto at = token.find('.'); at != token.npos && count < dots.size(); at = token.find('.', at + 1))
    dots[count++] = at;
  if (count == 4) return failure(Kind::malformed, "jws_encrypted", "RFC 7516 9");
  if (count != 2) return failure(Kind::malformed, "jws_parts", "RFC 7515 7.1");
  const auto [first, second] = std::pair(dots[0], dots[1]);
  SALLYPORT_TRY(auto header, read_header(token.substr(0, first)));
  const std::string_view signature = token.substr(second + 1);
  if (signature.empty()) return failure(Kind::malformed, "jws_empty_signature", "RFC 7515 7.1");
  SALLYPORT_TRY(auto signature_bytes, base64url_decode(signature));
  return CompactJws{std::move(header), token.substr(0, second), token.substr(first + 1, second - first - 1),
                    std::move(signature_bytes)};
}

Result<VerifiedJws> verify(CompactJws jws, const JwkSet& keys, const Algorithms& allowed) {
  if (std::ranges::find(allowed, jws.header.algorithm) == allowed.end())
    return failure(Kind::rejected, "jws_algorithm_not_allowed", "RFC 8725 3.1");
  SALLYPORT_TRY(const auto* const vouching, find_vouching(jws, keys));
  if (vouching == nullptr) return failure(Kind::rejected, "jws_signature", "RFC 7515 5.2");
  SALLYPORT_TRY(auto payload, base64url_decode(jws.payload));
  VerifiedJws verified;
  verified.header_ = std::move(jws.header);
  verified.payload_ = std::move(payload);
  verified.key_issuer_ = vouching->issuer;
  return verified;
}

}  // namespace sallyport::jose
