// What processes race for in a test: the program racer.cc makes the tries, and processes_test.cc compares the answers.
#pragma once

#include <string>

#include "identity/identity_store.h"
#include "session/session.h"
#include "session/sign_in_ledger.h"

namespace sallyport::stores::racing {

inline constexpr UnixTime kNow{1'800'000'000};
inline constexpr session::SessionLimits kLimits{.idle = Seconds(1'000'000), .absolute = Seconds(2'000'000)};
inline constexpr std::string_view kChain = "node";  // of the audit trail
inline constexpr int kTriesEach = 3;                // at a password

inline std::string digest_text(int round) {
  std::string text = "round " + std::to_string(round);
  text.resize(32, '.');
  return text;
}

inline session::SessionDigest session_digest(int round) {
  return session::SessionDigest{digest_text(round)};
}

inline session::SignInDigest sign_in_digest(int round) {
  return session::SignInDigest{digest_text(round)};
}

inline session::Session session_of(int round) {
  session::Session session;
  session.digest = session_digest(round);
  session.person = PersonId("person");
  session.issuer = Issuer("https://login.example/t/v2.0");
  session.subject = Subject("subject");
  session.username = "ann";
  session.sealed_refresh_token = Secret("the first");
  session.created = session.last_seen = kNow;
  session.expires = kNow + kLimits.absolute;
  return session;
}

inline std::string link_hash(int round) {
  return "link " + std::to_string(round);
}

// The account `subject`, whose tenant vouches for the address of the round's guest.
inline identity::Arrival arrival(const std::string& subject, const std::string& guest) {
  const TenantId tenant("9188040d-6c67-4c5b-b112-36a304b66dad");
  return {{"azure", Issuer("https://login.example/t/v2.0"), tenant, Subject(subject)},
          {subject, guest + "@corp.example", guest, subject},
          guest + "@corp.example"};
}

inline std::string guest(int round) {
  return "guest " + std::to_string(round);
}

}  // namespace sallyport::stores::racing
