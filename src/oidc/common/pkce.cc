#include "oidc/common/pkce.h"

#include <algorithm>

#include "base/characters.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/hmac.h"

namespace sallyport::oidc {
namespace {

bool is_unreserved(char c) {
  return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

constexpr std::size_t kSha256Bytes = 32;

}  // namespace

Result<CodeVerifier> CodeVerifier::parse(std::string_view text) {
  if (text.size() < 43 || text.size() > 128) return failure(Kind::malformed, "pkce_verifier_length", "RFC 7636 4.1");
  if (!std::ranges::all_of(text, is_unreserved))
    return failure(Kind::malformed, "pkce_verifier_character", "RFC 7636 4.1");
  return CodeVerifier{std::string(text)};
}

CodeVerifier CodeVerifier::make(Random& random) {
  return CodeVerifier{random_token(random)};
}

Result<CodeChallenge> CodeChallenge::parse(std::string_view text) {
  const auto digest = base64url_decode(text);
  if (!digest || digest->size() != kSha256Bytes) return failure(Kind::malformed, "pkce_challenge", "RFC 7636 4.2");
  return CodeChallenge{std::string(text)};
}

CodeChallenge challenge_of(const CodeVerifier& verifier) {
  const auto digest = crypto::sha256(verifier.value);
  return CodeChallenge{base64url_encode(crypto::view(digest))};
}

Result<void> check_pkce(const CodeVerifier& verifier, const CodeChallenge& challenge) {
  if (!crypto::constant_time_equal(challenge_of(verifier).value, challenge.value))
    return failure(Kind::rejected, "pkce_mismatch", "RFC 7636 4.6");
  return {};
}

}  // namespace sallyport::oidc
