#include "webauthn/ceremony.h"

#include "base/encoding.h"
#include "base/json.h"
#include "crypto/digest.h"
#include "webauthn/cbor.h"

namespace sallyport::webauthn {
namespace {

constexpr json::Limits kClientDataLimits{.bytes = 4096, .depth = 4};
constexpr std::size_t kMaxAttestationObject = 16384;
constexpr std::size_t kCoordinate = 32;  // bytes of R and S with P-256

Failure rejected(std::string_view reason) {
  return failure(Kind::rejected, reason, "WebAuthn Level 3, 7");
}

bool is_text(const json::Object& object, std::string_view name, std::string_view wanted) {
  const auto* value = object.find(name);
  const auto* text = value ? value->as_string() : nullptr;
  return text && *text == wanted;
}

// WebAuthn Level 3, 7.1 and 7.2: the steps that concern the client data.
Result<void> check_client_data(std::string_view text, std::string_view type, const Expected& expected) {
  const auto data = json::parse_object(text, kClientDataLimits);
  if (!data) return failure(Kind::malformed, "client_data", "WebAuthn Level 3, 5.8.1", data.error().detail);
  if (!is_text(*data, "type", type)) return rejected("passkey_type");
  if (!is_text(*data, "challenge", base64url_encode(expected.challenge))) return rejected("passkey_challenge");
  if (!is_text(*data, "origin", expected.origin)) return rejected("passkey_origin");
  // A browser that predates crossOrigin leaves it out; topOrigin comes only from a frame of another origin.
  const auto* cross = data->find("crossOrigin");
  const auto* crossed = cross ? cross->as_bool() : nullptr;
  if ((cross && (!crossed || *crossed)) || data->contains("topOrigin")) return rejected("passkey_cross_origin");
  return {};
}

// WebAuthn Level 3, 7.1 and 7.2: the steps that concern the authenticator data.
Result<void> check_authenticator_data(const AuthenticatorData& data, const Expected& expected) {
  if (data.rp_id_hash != crypto::view(crypto::sha256(expected.rp_id))) return rejected("passkey_rp_id");
  if (!data.user_present) return rejected("passkey_user_present");
  if (!data.user_verified) return rejected("passkey_user_verified");
  return {};
}

Failure malformed_attestation() {
  return failure(Kind::malformed, "attestation_object", "WebAuthn Level 3, 6.5.4");
}

// Returns authData. The map has exactly fmt, attStmt and authData; canonical CBOR puts the shorter names first.
Result<std::string_view> authenticator_data_of(std::string_view attestation_object) {
  if (attestation_object.size() > kMaxAttestationObject) return malformed_attestation();
  CborReader reader(attestation_object);
  SALLYPORT_TRY(const auto members, reader.map());
  if (members != 3) return malformed_attestation();
  std::string_view found;
  for (const std::string_view name : {"fmt", "attStmt", "authData"}) {
    SALLYPORT_TRY(const auto key, reader.text());
    if (key != name) return malformed_attestation();
    if (name == "fmt") {
      SALLYPORT_CHECK(reader.text());
    } else if (name == "attStmt") {
      SALLYPORT_CHECK(reader.skip());
    } else {
      SALLYPORT_TRY(found, reader.bytes());
    }
  }
  if (!reader.rest().empty()) return malformed_attestation();
  return found;
}

Failure malformed_signature() {
  return failure(Kind::malformed, "passkey_signature", "WebAuthn Level 3, 6.5.5");
}

// Reads a DER integer of up to 256 bits in its only form, and appends it in full width.
Result<void> append_der_integer(std::string_view& der, std::string& to) {
  if (der.size() < 2 || der[0] != '\x02') return malformed_signature();
  const std::size_t size = static_cast<unsigned char>(der[1]);
  if (size == 0 || size > kCoordinate + 1 || size > der.size() - 2) return malformed_signature();
  auto digits = der.substr(2, size);
  der.remove_prefix(2 + size);
  const auto is_high = [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; };
  if (is_high(digits[0])) return malformed_signature();  // negative
  if (digits[0] == '\0' && size > 1) {
    if (!is_high(digits[1])) return malformed_signature();  // a zero more than needed
    digits.remove_prefix(1);
  }
  if (digits.size() > kCoordinate) return malformed_signature();
  to.append(kCoordinate - digits.size(), '\0').append(digits);
  return {};
}

// WebAuthn has ECDSA signatures in DER, crypto/ has them as R || S.
Result<std::string> raw_signature(std::string_view signature, crypto::SignatureAlgorithm algorithm) {
  if (algorithm != crypto::SignatureAlgorithm::es256) return std::string(signature);
  if (signature.size() < 2 || signature[0] != '\x30') return malformed_signature();
  if (static_cast<unsigned char>(signature[1]) != signature.size() - 2) return malformed_signature();
  auto rest = signature.substr(2);
  std::string raw;
  SALLYPORT_CHECK(append_der_integer(rest, raw));
  SALLYPORT_CHECK(append_der_integer(rest, raw));
  if (!rest.empty()) return malformed_signature();
  return raw;
}

// WebAuthn Level 3, 7.2.
Result<void> check_signature(const Assertion& assertion, const Credential& stored) {
  SALLYPORT_TRY(const auto key, parse_cose_key(stored.cose_key));
  SALLYPORT_TRY(const auto signature, raw_signature(assertion.signature, key.algorithm));
  std::string message(assertion.authenticator_data);
  message += crypto::view(crypto::sha256(assertion.client_data));
  return crypto::verify(key.key, key.algorithm, message, signature);
}

}  // namespace

Result<Credential> check_registration(const Registration& registration, const Expected& expected) {
  SALLYPORT_CHECK(check_client_data(registration.client_data, "webauthn.create", expected));
  SALLYPORT_TRY(const auto bytes, authenticator_data_of(registration.attestation_object));
  SALLYPORT_TRY(auto data, parse_authenticator_data(bytes));
  SALLYPORT_CHECK(check_authenticator_data(data, expected));
  if (!data.credential) return rejected("passkey_no_credential");
  return Credential{std::move(data.credential->id), std::move(data.credential->cose_key), data.counter,
                    data.backup_eligible, data.backed_up};
}

Result<Credential> check_assertion(const Assertion& assertion, const Credential& stored, const Expected& expected) {
  SALLYPORT_CHECK(check_client_data(assertion.client_data, "webauthn.get", expected));
  SALLYPORT_TRY(const auto data, parse_authenticator_data(assertion.authenticator_data));
  SALLYPORT_CHECK(check_authenticator_data(data, expected));
  SALLYPORT_CHECK(check_signature(assertion, stored));
  if (data.backup_eligible != stored.backup_eligible) return rejected("passkey_backup");
  // An authenticator without a counter always says 0.
  if ((data.counter != 0 || stored.counter != 0) && data.counter <= stored.counter) return rejected("passkey_counter");
  Credential next = stored;
  next.counter = data.counter;
  next.backed_up = data.backed_up;
  return next;
}

}  // namespace sallyport::webauthn
