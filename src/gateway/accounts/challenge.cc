#include "gateway/accounts/challenge.h"

#include <vector>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kChallengePurpose = "second_factor_challenge";
constexpr char kBetween = '\n';
constexpr std::size_t kParts = 6;

// Empty parts count, too.
std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  for (auto at = text.find(kBetween); at != std::string_view::npos; at = text.find(kBetween)) {
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + 1);
  }
  parts.push_back(text);
  return parts;
}

Failure refused_challenge() {
  return failure(Kind::rejected, "challenge");
}

}  // namespace

std::string password_mark(std::string_view password_hash) {
  return hex_encode(crypto::view(crypto::sha256(password_hash))).substr(0, 32);
}

std::string seal_challenge(const FactorParts& parts, const Challenge& challenge) {
  std::string text = random_token(parts.random);
  for (const std::string& part :
       {challenge.person.value, challenge.password_mark, challenge.browser, std::to_string(challenge.expires.seconds),
        hex_encode(challenge.offered_key.reveal())})
    text.append(1, kBetween).append(part);
  return parts.sealer.seal(text, kChallengePurpose, challenge.expires);
}

Result<Challenge> use_challenge(const FactorParts& parts, std::string_view sealed) {
  const UnixTime now = parts.clock.now();
  const auto text = parts.sealer.open(sealed, kChallengePurpose, now);
  if (!text) return refused_challenge();
  const auto fields = parts_of(*text);
  const auto expires = fields.size() == kParts ? parse_decimal(fields[4]) : std::nullopt;
  const auto key = fields.size() == kParts ? hex_decode(fields[5]) : Result<std::string>(refused_challenge());
  if (!expires || !key) return refused_challenge();
  const Challenge challenge{.person = PersonId(std::string(fields[1])),
                            .password_mark = std::string(fields[2]),
                            .browser = std::string(fields[3]),
                            .expires = UnixTime{static_cast<std::int64_t>(*expires)},
                            .offered_key = Secret(*key)};
  const session::SignInDigest once{std::string(crypto::view(crypto::sha256(*text)))};
  SALLYPORT_TRY(const bool taken, parts.sign_ins.take(once, challenge.expires, now));
  if (!taken) return refused_challenge();
  return challenge;
}

}  // namespace sallyport::gateway
