#include "directory/rules/sign_in_state.h"

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/aead.h"
#include "crypto/hmac.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kPurpose = "sign-in state of an access token";
constexpr std::string_view kAbsent = "-";
constexpr std::size_t kFields = 4;

crypto::AeadKey key_of(const Secret& secret) {
  // An HMAC-SHA-256 has the 32 bytes of a key, so this cannot fail.
  return crypto::AeadKey::from_bytes(Secret(crypto::hmac_sha256(secret, kPurpose))).value();
}

std::string print_time(const std::optional<UnixTime>& time) {
  return time ? std::to_string(time->seconds) : std::string(kAbsent);
}

std::optional<UnixTime> parse_time(std::string_view text) {
  const auto seconds = parse_decimal(text);
  if (!seconds) return std::nullopt;
  return UnixTime{*seconds};
}

}  // namespace

std::string seal_sign_in(const SignInState& state, const Secret& secret, Random& random) {
  const std::string plain = print_time(state.authenticated) + " " + print_time(state.proofs.second_factor) + " " +
                            print_time(state.proofs.new_password) + " " +
                            (state.address ? state.address->print() : std::string(kAbsent));
  return base64url_encode(key_of(secret).seal(plain, kPurpose, random));
}

std::optional<SignInState> open_sign_in(std::string_view sealed, const Secret& secret) {
  const auto bytes = base64url_decode(sealed);
  if (!bytes) return std::nullopt;
  const auto plain = key_of(secret).open(*bytes, kPurpose);
  if (!plain) return std::nullopt;
  const auto fields = split_words(*plain);
  const auto authenticated = fields.size() == kFields ? parse_time(fields[0]) : std::nullopt;
  if (!authenticated) return std::nullopt;
  return SignInState{*authenticated, {parse_time(fields[1]), parse_time(fields[2])}, http::IpAddress::parse(fields[3])};
}

SignInState sign_in_of(const jose::Claims& claims, const Secret& secret) {
  const auto sealed = claims.text("aio");
  if (sealed && *sealed)
    if (auto state = open_sign_in(**sealed, secret)) return *std::move(state);
  const auto issued = claims.time("iat");
  return {issued && *issued ? **issued : UnixTime{}, {}, std::nullopt};
}

}  // namespace sallyport::directory
