// A session: one person who is signed in, in one browser. It holds the provider's claims, and the device and address of
// the sign-in, but no rights. gateway/standing computes those on demand, from the claims and the rules then in force.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/tagged.h"
#include "crypto/digest.h"

namespace sallyport::session {

// Stores know a session only by this digest of its id, so that somebody who reads a store cannot use the session.
struct SessionDigest {
  std::string value;  // SHA-256 of the id, 32 bytes

  auto operator<=>(const SessionDigest&) const = default;
};

SessionId make_session_id(Random& random);  // 256 bits, 43 base64url characters
SessionDigest digest_of(const SessionId& id);

// The same digest as an array, which takes less memory where many are kept. Requires: `digest` comes from digest_of().
crypto::Sha256 array_of(const SessionDigest& digest);
SessionDigest digest_of(const crypto::Sha256& bytes);

// Whether the text is 43 base64url characters. Callers check this first, and ask the store for no other text.
bool may_be_session_id(std::string_view text);

struct Session {
  SessionDigest digest;
  PersonId person;
  std::string provider;  // kAzure, kOidc or kLocal of identity/person.h
  Issuer issuer;         // of the sign-in; "local" for the local administrator
  TenantId tenant;
  Subject subject;
  std::string sid;         // the provider's session; may be empty
  std::string login_hint;  // for sign-out; may be empty
  std::string username;    // this and the next three are the person's labels at the last sign-in or renewal
  std::string display_name;
  std::string email;
  std::string preferred_username;
  std::string claims;               // of the ID token, as JSON; empty for the local administrator
  std::vector<std::string> groups;  // all group ids from the provider; empty if an overage was not resolved
  std::string acr;                  // how strong the sign-in was, according to the provider; may be empty
  std::vector<std::string> amr;     // how the person authenticated; may be empty
  UnixTime authenticated;           // auth_time: when the person authenticated; 0 if the provider did not say
  std::string device;               // a short label of the browser at the sign-in (device.h); may be empty
  std::string address;              // the client's address at the sign-in; may be empty
  Secret sealed_refresh_token;      // the provider's, AEAD-sealed, purpose "refresh_token"; of a local account the
                                    // digest of the one that we gave out last; empty if there is none
  UnixTime created;
  UnixTime last_seen;    // coarse: written at most once a minute
  UnixTime renew_after;  // when to renew the session at the provider; far in the future if that is impossible
  UnixTime expires;      // the end of the absolute lifetime
};

struct SessionLimits {
  Seconds idle{8 * 3600};           // the longest time without a request
  Seconds absolute{7 * 24 * 3600};  // the longest time since the sign-in

  bool operator==(const SessionLimits&) const = default;
};

// How far clocks may differ: one machine's clock before and after a correction, or the clocks of machines that share a
// store. A time that is more than this in the future was written by a wrong clock.
inline constexpr Seconds kClockLeeway{60};

// Whether the session is valid now: now < expires and now < last_seen + idle. A session that was created in the future
// (by more than kClockLeeway) is not alive until then. Otherwise it would outlive its limits by as much as the clock
// was wrong (F-07).
bool is_alive(const Session& session, const SessionLimits& limits, UnixTime now);

}  // namespace sallyport::session
