// Who is signed in, in which browser.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/tagged.h"

namespace sallyport::session {

// Found in stores by the digest alone: whoever reads the store cannot become anybody.
struct SessionDigest {
  std::string value;  // SHA-256 of the id, 32 bytes

  auto operator<=>(const SessionDigest&) const = default;
};

SessionId make_session_id(Random& random);  // 256 bits, 43 base64url characters
SessionDigest digest_of(const SessionId& id);

// False for anything but 43 base64url characters: spares the store what cannot be an id.
bool may_be_session_id(std::string_view text);

struct Session {
  SessionDigest digest;
  PersonId person;
  Issuer issuer;  // of the sign-in; "local" for the local admin
  TenantId tenant;
  Subject subject;
  std::string sid;         // the provider's session; may be empty
  std::string login_hint;  // for sign-out; may be empty
  std::string username;    // labels of the person, as of the sign-in or renewal
  std::string display_name;
  std::string email;
  std::string preferred_username;
  std::string claims;  // of the ID token, as JSON: later rules decide anew by them; empty for the local admin
  std::vector<std::string> roles;   // ours, mapped, as of the sign-in or renewal
  std::vector<std::string> groups;  // the provider's ids, whole (overage resolved), cut for headers only
  bool admin = false;
  Secret sealed_refresh_token;  // AEAD-sealed, purpose "refresh_token"; empty where there is none
  UnixTime created;
  UnixTime last_seen;    // coarse: written at most once a minute
  UnixTime renew_after;  // when the provider should be asked again; far future where it cannot be
  UnixTime expires;      // absolute
};

struct SessionLimits {
  Seconds idle{8 * 3600};
  Seconds absolute{7 * 24 * 3600};

  bool operator==(const SessionLimits&) const = default;
};

// Clocks of one machine, and of two on one store, differ by no more. What says it is from later was written while the
// clock stood in the future.
inline constexpr Seconds kClockLeeway{60};

// Alive at this instant: now < expires and now < last_seen + idle. One that was opened in the future is not alive until
// then: it would outlive its limits by as much as the clock was wrong (F-07).
bool is_alive(const Session& session, const SessionLimits& limits, UnixTime now);

}  // namespace sallyport::session
