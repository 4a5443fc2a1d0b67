// A person's second factor: the key of an authenticator application, and ten recovery codes in case it is lost. The
// rules are pure functions over what a store keeps, so that a code counts once whatever the number of nodes.
// Source: RFC 6238; NIST SP 800-63B 3.1.2, 3.1.4; OWASP ASVS 6.5.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/tagged.h"

namespace sallyport::identity {

// Whose factor it is, if it is the local administrator's, who is in no store of people.
inline constexpr std::string_view kLocalAdministrator = "local-admin";

inline constexpr std::size_t kRecoveryCodes = 10;
inline constexpr int kFreeWrongCodes = 10;        // in a row, by browsers that are not known, before they have to wait
inline constexpr Seconds kFirstWaitForCodes{30};  // doubles with each further wrong code
inline constexpr Seconds kLongestWaitForCodes{3600};

struct SecondFactor {
  PersonId person{};
  std::string sealed_key{};  // the application's, sealed by the gateway's keys
  long long used_step = 0;   // of the newest code that has counted (crypto/totp.h)
  UnixTime enrolled{};
  std::vector<std::string> recovery_hashes{};  // hexadecimal SHA-256 of each recovery code that was not used yet
  int wrong_codes = 0;                         // in a row, by browsers that are not known
  UnixTime last_wrong{};

  bool operator==(const SecondFactor&) const = default;
};

// How long a browser that is not known has to wait before its next code. It bounds how fast somebody who has the
// password can try codes, from however many networks. Recovery codes never wait, because nobody can guess them; so
// nobody can lock the owner out.
Seconds wait_for_code(const SecondFactor& factor, UnixTime now);

// The factor after this code of the application was used, which ends the count of wrong ones. Absent if the code is
// wrong, or it or a later one has counted before. `key` is the one that sealed_key holds.
std::optional<SecondFactor> use_code(SecondFactor factor, const Secret& key, std::string_view code, UnixTime now);

// The factor after a wrong code of a browser that is not known.
SecondFactor with_wrong_code(SecondFactor factor, UnixTime now);

// The factor after this recovery code was used. Absent if it is none of them, or was used before. Spaces, hyphens and
// capitals do not count.
std::optional<SecondFactor> use_recovery_code(SecondFactor factor, std::string_view code);

// Whether the text could be a recovery code, and not one of the application.
bool looks_like_recovery_code(std::string_view text);

// Ten new recovery codes in place of those that there were. They are shown once: "abcd-efgh-…", 120 random bits each,
// so that a plain hash keeps them (ASVS 6.5.2).
struct RecoveryCodes {
  std::vector<std::string> codes;
  std::vector<std::string> hashes;
};
RecoveryCodes make_recovery_codes(Random& random);

}  // namespace sallyport::identity
