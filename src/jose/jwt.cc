#include "jose/jwt.h"

#include <cmath>

#include "base/encoding.h"

namespace sallyport::jose {
namespace {

constexpr std::int64_t kLastTime = std::int64_t{1} << 53;  // not every program reads larger ones exactly (RFC 8259 6)
constexpr std::size_t kUsualTexts = 16;                    // a list reserves space for this many

Failure bad_type(std::string_view name) {
  return failure(Kind::malformed, "jwt_claim_type", "RFC 7519 4", std::string(name));
}
Failure bad_time(std::string_view name) {
  return failure(Kind::malformed, "jwt_time", "RFC 7519 2", std::string(name));
}

Result<json::Document> parse_members(std::string text) {
  auto members = json::Document::parse(std::move(text), {.bytes = kMaxToken, .depth = 16});
  if (!members && members.error().reason == "json_not_object")
    return failure(Kind::malformed, "jwt_claims", "RFC 7519 7.2");
  return members;
}

// The detail gives both times, so that an operator notices a wrong clock. `what` is the meaning of the claim.
Failure bad_moment(std::string_view reason, std::string_view rule, std::string_view what, UnixTime theirs,
                   UnixTime ours) {
  return failure(Kind::rejected, reason, rule,
                 std::string(what) + " " + print_rfc3339(theirs) + ", and the clock here says " + print_rfc3339(ours));
}

}  // namespace

Result<Claims> Claims::parse(VerifiedJws jws) {
  SALLYPORT_TRY(auto members, parse_members(std::move(jws.payload_)));
  return Claims{std::move(members), std::move(jws.header_), std::move(jws.key_issuer_)};
}

Result<std::optional<std::string_view>> Claims::text(std::string_view name) const& {
  const auto value = members.find(name);
  if (!value) return std::optional<std::string_view>();
  const auto text = value->as_string();
  if (!text) return bad_type(name);
  return text;
}

Result<std::string> Claims::required_text(std::string_view name) const {
  SALLYPORT_TRY(const auto value, text(name));
  if (!value || value->empty()) return failure(Kind::rejected, "jwt_claim_missing", "RFC 7519 4", std::string(name));
  return std::string(*value);
}

Result<std::vector<std::string_view>> Claims::texts(std::string_view name) const& {
  const auto value = members.find(name);
  if (!value) return std::vector<std::string_view>();
  if (const auto text = value->as_string()) return std::vector<std::string_view>{*text};
  if (!value->is_array()) return bad_type(name);
  std::vector<std::string_view> out;
  out.reserve(kUsualTexts);
  for (const json::View element : value->elements()) {
    const auto text = element.as_string();
    if (!text) return bad_type(name);
    out.push_back(*text);
  }
  return out;
}

Result<std::optional<UnixTime>> Claims::time(std::string_view name) const {
  const auto value = members.find(name);
  if (!value) return std::optional<UnixTime>();
  if (const auto whole = value->as_integer()) {
    if (*whole < 0 || *whole > kLastTime) return bad_time(name);
    return std::optional(UnixTime{*whole});
  }
  const auto number = value->as_double();
  // Check the range before the conversion, because converting 1e300 to an integer is undefined behaviour.
  if (!number || !(*number >= 0) || *number > static_cast<double>(kLastTime)) return bad_time(name);
  return std::optional(UnixTime{static_cast<std::int64_t>(std::trunc(*number))});
}

Result<void> check_lifetime(const Claims& claims, Seconds skew, UnixTime now) {
  SALLYPORT_TRY(const auto exp, claims.time("exp"));
  SALLYPORT_TRY(const auto nbf, claims.time("nbf"));
  SALLYPORT_TRY(const auto iat, claims.time("iat"));
  if (!exp) return failure(Kind::rejected, "jwt_exp_missing", "RFC 7519 4.1.4");
  if (*exp <= now - skew) return bad_moment("jwt_expired", "RFC 7519 4.1.4", "valid until", *exp, now);
  if (nbf && *nbf > now + skew) return bad_moment("jwt_not_yet_valid", "RFC 7519 4.1.5", "valid from", *nbf, now);
  // Stricter: the RFC does not ask to check iat. If iat is in the future, one clock is wrong, so exp cannot be trusted.
  if (iat && *iat > now + skew) return bad_moment("jwt_issued_in_future", "RFC 7519 4.1.6", "issued at", *iat, now);
  return {};
}

Result<UnverifiedClaims> UnverifiedClaims::parse(const CompactJws& jws) {
  SALLYPORT_TRY(auto text, base64url_decode(jws.payload));
  SALLYPORT_TRY(auto members, parse_members(std::move(text)));
  return UnverifiedClaims{std::move(members)};
}

}  // namespace sallyport::jose
