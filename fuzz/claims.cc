// Claims of every shape are read or refused, whatever type they have.
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
  for (const json::Member& member : claims.members) {
    (void)claims.text(member.name);
    (void)claims.texts(member.name);
    if (const auto time = claims.time(member.name); time && *time) require((*time)->seconds >= 0);
  }
  if (jose::check_lifetime(claims, Seconds(60), UnixTime{1'300'000'000}))
    require(**claims.time("exp") > UnixTime{1'300'000'000 - 60});
}
