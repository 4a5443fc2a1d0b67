// Sessions like those of an organisation, for the benchmarks: each has its own account, and accounts share sets of
// roles and groups.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "session/session.h"

namespace sallyport::bench {

// The tenant that people sign in to, and the application that they sign in for.
struct Place {
  std::string issuer = "https://login.microsoftonline.com/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee/v2.0";
  std::string tenant = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
  std::string client = "11111111-2222-3333-4444-555555555555";
};

// The claims of an ID token that a session keeps (gateway/standing/standing.h).
inline std::string claims_of(const session::Session& session, const Place& place, std::size_t team) {
  return fmt::format(
      R"({{"aud":"{}","iss":"{}","iat":{},"nbf":{},"exp":{},"name":"{}","oid":"{}","preferred_username":"{}",)"
      R"("email":"{}","roles":["{}","{}"],"sid":"{}","sub":"pairwise-{}","tid":"{}","uti":"uAAAAAAAAAAAAAAAAAAAAA","ver":"2.0"}})",
      place.client, place.issuer, session.created.seconds, session.created.seconds, session.created.seconds + 3600,
      session.display_name, session.subject.value, session.preferred_username, session.email,
      fmt::format("Role{}", team % 8), "Reader", session.sid, session.subject.value, place.tenant);
}

// A sign-in of the account with this number. It has one of 1,000 sets of five groups, one of eight roles besides the
// role Reader, and an address of 27 characters, which is also the preferred username, as at Entra ID.
inline session::Session session_of(std::size_t number, const PersonId& person, const session::SessionDigest& digest,
                                   UnixTime now, const Place& place = {}) {
  const std::size_t team = number % 1000;
  session::Session session;
  session.digest = digest;
  session.person = person;
  session.provider = "azure";
  session.issuer.value = place.issuer;
  session.tenant.value = place.tenant;
  session.subject.value = fmt::format("99999999-8888-7777-6666-{:012}", number);
  session.sid = fmt::format("55555555-4444-3333-2222-{:012}", number);
  session.username = fmt::format("user{:07}", number);
  session.display_name = fmt::format("User {:07}", number);
  session.email = fmt::format("user{:07}@contoso.example", number);
  session.preferred_username = session.email;
  for (std::size_t i = 0; i < 5; ++i)
    session.groups.push_back(fmt::format("0f2a6d5e-3b1c-4f7d-9a8e-{:012}", team * 10 + i));
  session.created = now;
  session.last_seen = now;
  session.renew_after = now + Seconds(3600);
  session.expires = now + Seconds(7 * 24 * 3600);
  session.claims = claims_of(session, place, team);
  return session;
}

}  // namespace sallyport::bench
