#include "directory/rules/second_factor.h"

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/aead.h"
#include "crypto/hmac.h"
#include "crypto/totp.h"
#include "directory/call/limits.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kWrongCode = "second_factor_wrong";
constexpr std::string_view kOfferPurpose = "offered second factor";

// The lockout counts wrong codes under a name of their own. Otherwise a right password, which forgets the wrong ones,
// would forget the wrong codes as well.
entra::ObjectId factor_of(const entra::User& user) {
  return entra::ObjectId(user.id.value + " second factor");
}

// Runs `change` on the stored person, who then has used the code; a wrong code counts for the lockout.
Judged<void> with_code(const SecondFactorServices& services, const Exchange& exchange, const entra::User& user,
                       std::string_view code, const entra::Change<entra::User>& change) {
  const entra::ObjectId factor = factor_of(user);
  if (services.lockout.is_locked(factor, exchange.now)) return refuse<50053>();
  const auto changed = services.people.change_user(user.id, change);
  if (changed) {
    services.lockout.succeeded(factor);
    return {};
  }
  if (changed.error().reason != kWrongCode) return tl::unexpected(to_refused(changed.error()));
  services.lockout.failed(factor, Secret(std::string(code)), exchange.now);
  return refuse<500121>();
}

crypto::AeadKey offer_key(const Exchange& exchange) {
  // An HMAC-SHA-256 has the 32 bytes of a key, so this cannot fail.
  return crypto::AeadKey::from_bytes(Secret(crypto::hmac_sha256(exchange.published->pairwise_secret, kOfferPurpose)))
      .value();
}

std::string purpose_for(const entra::User& user) {
  return std::string(kOfferPurpose) + " " + user.id.value;
}

}  // namespace

bool has_second_factor(const entra::User& user) {
  return !user.totp.value.empty();
}

Judged<void> use_second_factor(const SecondFactorServices& services, const Exchange& exchange, const entra::User& user,
                               std::string_view code) {
  return with_code(services, exchange, user, code, [&](entra::User& stored) -> Result<void> {
    const auto step = has_second_factor(stored)
                          ? crypto::match_totp(stored.totp.value, code, exchange.now, stored.totp_used)
                          : std::nullopt;
    if (!step) return failure(Kind::rejected, kWrongCode);
    stored.totp_used = *step;
    return {};
  });
}

OfferedFactor offer_second_factor(const Exchange& exchange, const entra::User& user) {
  OfferedFactor offer;
  offer.secret = crypto::make_totp_secret(exchange.random);
  const std::string plain =
      std::to_string((exchange.now + limits::kOfferedFactor).seconds) + " " + hex_encode(offer.secret.reveal());
  offer.sealed = base64url_encode(offer_key(exchange).seal(plain, purpose_for(user), exchange.random));
  return offer;
}

std::optional<OfferedFactor> open_offer(const Exchange& exchange, const entra::User& user, std::string_view sealed) {
  const auto bytes = base64url_decode(sealed);
  if (!bytes) return std::nullopt;
  const auto plain = offer_key(exchange).open(*bytes, purpose_for(user));
  if (!plain) return std::nullopt;
  const auto parts = split_words(*plain);
  const auto expires = parts.size() == 2 ? parse_decimal(parts[0]) : std::nullopt;
  auto secret = parts.size() == 2 ? hex_decode(parts[1]) : Result<std::string>(failure(Kind::malformed, "offer"));
  if (!expires || !secret || exchange.now.seconds >= *expires) return std::nullopt;
  return OfferedFactor{Secret(*std::move(secret)), std::string(sealed)};
}

Judged<void> register_second_factor(const SecondFactorServices& services, const Exchange& exchange,
                                    const entra::User& user, const OfferedFactor& offer, std::string_view code) {
  return with_code(services, exchange, user, code, [&](entra::User& stored) -> Result<void> {
    const auto step =
        has_second_factor(stored) ? std::nullopt : crypto::match_totp(offer.secret, code, exchange.now, 0);
    if (!step) return failure(Kind::rejected, kWrongCode);
    stored.totp.value = Secret(std::string(offer.secret.reveal()));
    stored.totp_used = *step;
    stored.totp_created = exchange.now;
    return {};
  });
}

}  // namespace sallyport::directory
