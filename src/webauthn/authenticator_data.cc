#include "webauthn/authenticator_data.h"

#include "webauthn/cbor.h"

namespace sallyport::webauthn {
namespace {

constexpr unsigned kUserPresent = 0x01;
constexpr unsigned kUserVerified = 0x04;
constexpr unsigned kBackupEligible = 0x08;
constexpr unsigned kBackedUp = 0x10;
constexpr unsigned kHasCredential = 0x40;
constexpr unsigned kHasExtensions = 0x80;

constexpr std::size_t kHead = 37;  // hash, flags, counter
constexpr std::size_t kAaguid = 16;

// One row for each algorithm: the members that its key has, and no others. `curve` is 0 for RSA, which has none.
struct KeyShape {
  std::int64_t key_type;
  std::int64_t algorithm;
  std::int64_t curve;
  std::uint64_t members;
  crypto::SignatureAlgorithm verifies;
};

constexpr KeyShape kKeyShapes[] = {
    {2, -7, 1, 5, crypto::SignatureAlgorithm::es256},    // EC2, P-256
    {3, -257, 0, 4, crypto::SignatureAlgorithm::rs256},  // RSA
    {1, -8, 6, 4, crypto::SignatureAlgorithm::eddsa},    // OKP, Ed25519
};

Failure malformed_key() {
  return failure(Kind::malformed, "cose_key", "RFC 9052 7");
}

Failure malformed_data() {
  return failure(Kind::malformed, "authenticator_data", "WebAuthn Level 3, 6.1");
}

Result<void> expect_label(CborReader& reader, std::int64_t label) {
  SALLYPORT_TRY(const auto found, reader.integer());
  if (found != label) return malformed_key();
  return {};
}

Result<std::int64_t> integer_at(CborReader& reader, std::int64_t label) {
  SALLYPORT_CHECK(expect_label(reader, label));
  return reader.integer();
}

Result<std::string> bytes_at(CborReader& reader, std::int64_t label) {
  SALLYPORT_CHECK(expect_label(reader, label));
  SALLYPORT_TRY(const auto found, reader.bytes());
  return std::string(found);
}

Result<crypto::PublicKey> rsa_key(CborReader& reader) {
  crypto::RsaComponents parts;
  SALLYPORT_TRY(parts.n, bytes_at(reader, -1));
  SALLYPORT_TRY(parts.e, bytes_at(reader, -2));
  // RFC 8230 4: no leading zeros. They would give one key several encodings.
  if (parts.n.starts_with('\0') || parts.e.starts_with('\0')) return malformed_key();
  return crypto::PublicKey::from_rsa(parts);
}

Result<crypto::PublicKey> curve_key(CborReader& reader, const KeyShape& shape) {
  SALLYPORT_TRY(const auto curve, integer_at(reader, -1));
  if (curve != shape.curve) return malformed_key();
  SALLYPORT_TRY(auto x, bytes_at(reader, -2));
  if (shape.verifies == crypto::SignatureAlgorithm::eddsa) {
    return crypto::PublicKey::from_okp(crypto::KeyType::ed25519, x);
  }
  SALLYPORT_TRY(auto y, bytes_at(reader, -3));
  return crypto::PublicKey::from_ec(crypto::KeyType::p256, {std::move(x), std::move(y)});
}

// Canonical CBOR orders the labels 1, 3, -1, -2, -3, so that each has one place.
Result<CredentialKey> read_cose_key(CborReader& reader) {
  SALLYPORT_TRY(const auto members, reader.map());
  SALLYPORT_TRY(const auto key_type, integer_at(reader, 1));
  SALLYPORT_TRY(const auto algorithm, integer_at(reader, 3));
  for (const auto& shape : kKeyShapes) {
    if (shape.algorithm != algorithm) continue;
    if (shape.key_type != key_type || shape.members != members) return malformed_key();
    SALLYPORT_TRY(auto key, shape.curve == 0 ? rsa_key(reader) : curve_key(reader, shape));
    return CredentialKey{std::move(key), shape.verifies};
  }
  return failure(Kind::rejected, "cose_algorithm", "WebAuthn Level 3, 7.1");
}

Result<std::string_view> cut(std::string_view& rest, std::size_t size) {
  if (size > rest.size()) return malformed_data();
  const auto front = rest.substr(0, size);
  rest.remove_prefix(size);
  return front;
}

// Source: WebAuthn Level 3, 6.5.1.
Result<AttestedCredential> read_credential(std::string_view& rest) {
  SALLYPORT_CHECK(cut(rest, kAaguid));  // the model of the authenticator, which nothing vouches for without attestation
  SALLYPORT_TRY(const auto length, cut(rest, 2));
  const std::size_t size =
      (std::size_t{static_cast<unsigned char>(length[0])} << 8U) | static_cast<unsigned char>(length[1]);
  if (size == 0 || size > kMaxCredentialId) return malformed_data();
  SALLYPORT_TRY(const auto id, cut(rest, size));
  CborReader reader(rest);
  SALLYPORT_TRY(auto key, read_cose_key(reader));
  std::string cose(rest.substr(0, rest.size() - reader.rest().size()));
  rest = reader.rest();
  return AttestedCredential{std::string(id), std::move(cose), std::move(key)};
}

Result<void> pass_extensions(std::string_view& rest) {
  CborReader kind(rest);
  SALLYPORT_CHECK(kind.map());  // extensions are always a map
  CborReader reader(rest);
  SALLYPORT_CHECK(reader.skip());
  rest = reader.rest();
  return {};
}

}  // namespace

Result<CredentialKey> parse_cose_key(std::string_view bytes) {
  CborReader reader(bytes);
  SALLYPORT_TRY(auto key, read_cose_key(reader));
  if (!reader.rest().empty()) return malformed_key();
  return key;
}

Result<AuthenticatorData> parse_authenticator_data(std::string_view bytes) {
  if (bytes.size() < kHead || bytes.size() > kMaxAuthenticatorData) return malformed_data();
  const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(bytes[i])); };
  const unsigned flags = byte(32);
  AuthenticatorData data;
  data.rp_id_hash = bytes.substr(0, 32);
  data.user_present = (flags & kUserPresent) != 0;
  data.user_verified = (flags & kUserVerified) != 0;
  data.backup_eligible = (flags & kBackupEligible) != 0;
  data.backed_up = (flags & kBackedUp) != 0;
  data.counter = byte(33) << 24U | byte(34) << 16U | byte(35) << 8U | byte(36);
  if (data.backed_up && !data.backup_eligible) return malformed_data();  // 6.1.3
  auto rest = bytes.substr(kHead);
  if ((flags & kHasCredential) != 0) {
    SALLYPORT_TRY(data.credential, read_credential(rest));
  }
  if ((flags & kHasExtensions) != 0) SALLYPORT_CHECK(pass_extensions(rest));
  if (!rest.empty()) return malformed_data();
  return data;
}

}  // namespace sallyport::webauthn
