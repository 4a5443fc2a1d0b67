// Claims of every form and type are read or refused.
#include "base/encoding.h"
#include "fuzz/fuzz.h"
#include "jose/jwt.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const std::string token = base64url_encode(R"({"alg":"RS256"})") + '.' + base64url_encode(text) + ".AAAA";
  const auto jws = jose::CompactJws::parse(token);
  if (!jws) return;  // too long
  const auto unverified = jose::UnverifiedClaims::parse(*jws);
  if (!unverified) return;
  const jose::Claims claims{unverified->members};
  for (const std::string_view name : claims.members.names()) {
    (void)claims.text(name);
    (void)claims.texts(name);
    if (const auto time = claims.time(name); time && *time) require((*time)->seconds >= 0);
  }
  if (jose::check_lifetime(claims, Seconds(60), UnixTime{1'300'000'000}))
    require(**claims.time("exp") > UnixTime{1'300'000'000 - 60});
}
