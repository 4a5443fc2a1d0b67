// Checks the two ceremonies of WebAuthn. User verification is always required, so that a passkey counts as both
// factors. The functions are pure. The caller makes a random challenge for each ceremony, ties it to the browser and
// the kind of ceremony, uses it up before it asks here, and looks up the credential.
// Source: WebAuthn Level 3, 7.1 and 7.2.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "webauthn/authenticator_data.h"

namespace sallyport::webauthn {

struct Expected {
  std::string_view challenge;  // bytes, not base64url
  std::string_view origin;     // "https://gateway.example", without a path
  std::string_view rp_id;      // the origin's host
};

// What the browser sends, as bytes. All of it is untrusted.
struct Registration {
  std::string_view client_data;  // clientDataJSON
  std::string_view attestation_object;
};

struct Assertion {
  std::string_view client_data;
  std::string_view authenticator_data;
  std::string_view signature;
};

// What the store keeps of a credential, and what an assertion is judged by.
struct Credential {
  std::string id;
  std::string cose_key;
  std::uint32_t counter = 0;
  bool backup_eligible = false;
  bool backed_up = false;
};

// Attestation is not asked for. A statement that comes nevertheless is passed over, and its credential counts as one
// without attestation.
// Errors: malformed/"client_data", "attestation_object" and those of parse_authenticator_data; rejected/"passkey_type",
// "passkey_challenge", "passkey_origin", "passkey_cross_origin", "passkey_rp_id", "passkey_user_present",
// "passkey_user_verified", "passkey_no_credential".
Result<Credential> check_registration(const Registration& registration, const Expected& expected);

// Returns the credential with the counter and the backup flag that are to be stored.
// Errors: those of check_registration that concern client data and authenticator data; malformed/"passkey_signature"
// (not DER); rejected/"signature"; rejected/"passkey_counter" if the counter did not grow, so the credential may have
// been copied; rejected/"passkey_backup" if the credential's eligibility for backup changed.
Result<Credential> check_assertion(const Assertion& assertion, const Credential& stored, const Expected& expected);

}  // namespace sallyport::webauthn
