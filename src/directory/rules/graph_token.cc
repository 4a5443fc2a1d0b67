#include "directory/rules/graph_token.h"

#include <algorithm>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace sallyport::directory {
namespace {

std::string digest_of_nonce(std::string_view nonce) {
  return base64url_encode(crypto::view(crypto::sha256(nonce)));
}

Result<json::Object> read_header(std::string_view token) {
  SALLYPORT_TRY(const auto bytes, base64url_decode(token.substr(0, token.find('.'))));
  return json::parse_object(bytes);
}

// The token with another header in place of its own.
std::string with_header(std::string_view token, std::string_view header) {
  return base64url_encode(header) + std::string(token.substr(std::min(token.find('.'), token.size())));
}

}  // namespace

Result<std::string> sign_for_graph(const jose::SigningKey& key, json::Object header, std::string_view nonce,
                                   const json::Object& claims) {
  const std::string digest = digest_of_nonce(nonce);
  header.set("nonce", digest);
  SALLYPORT_TRY(const auto token, jose::sign_compact(key, header, claims));
  SALLYPORT_TRY(auto text, base64url_decode(token.substr(0, token.find('.'))));
  const std::string signed_value = json::print(digest);
  const std::size_t at = text.find(signed_value);  // it is there, because nothing else in the header is a digest
  if (at == text.npos) return failure(Kind::internal, "graph_nonce");
  return with_header(token, text.replace(at, signed_value.size(), json::print(nonce)));
}

Result<jose::VerifiedJws> verify_for_graph(std::string_view token, const jose::JwkSet& keys) {
  SALLYPORT_CHECK(jose::CompactJws::parse(token));
  SALLYPORT_TRY(auto header, read_header(token));
  std::string as_signed(token);
  if (const json::Value* nonce = header.find("nonce")) {
    if (nonce->as_string() == nullptr) return failure(Kind::malformed, "jws_header");
    header.set("nonce", digest_of_nonce(*nonce->as_string()));
    as_signed = with_header(token, json::print(header));
  }
  SALLYPORT_TRY(auto jws, jose::CompactJws::parse(as_signed));
  return jose::verify(std::move(jws), keys, {crypto::SignatureAlgorithm::rs256});
}

}  // namespace sallyport::directory
