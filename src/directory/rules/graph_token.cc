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

std::string with_header(std::string_view token, const json::Object& header) {
  return base64url_encode(json::print(header)) + std::string(token.substr(std::min(token.find('.'), token.size())));
}

}  // namespace

Result<std::string> sign_for_graph(const jose::SigningKey& key, json::Object header, std::string_view nonce,
                                   const json::Object& claims) {
  header.set("nonce", digest_of_nonce(nonce));
  SALLYPORT_TRY(const auto token, jose::sign_compact(key, header, claims));
  SALLYPORT_TRY(auto printed, read_header(token));
  printed.set("nonce", nonce);
  return with_header(token, printed);
}

Result<jose::VerifiedJws> verify_for_graph(std::string_view token, const jose::JwkSet& keys) {
  SALLYPORT_CHECK(jose::CompactJws::parse(token));
  SALLYPORT_TRY(auto header, read_header(token));
  std::string as_signed(token);
  if (const json::Value* nonce = header.find("nonce")) {
    if (nonce->as_string() == nullptr) return failure(Kind::malformed, "jws_header");
    header.set("nonce", digest_of_nonce(*nonce->as_string()));
    as_signed = with_header(token, header);
  }
  SALLYPORT_TRY(auto jws, jose::CompactJws::parse(as_signed));
  return jose::verify(std::move(jws), keys, {crypto::SignatureAlgorithm::rs256});
}

}  // namespace sallyport::directory
