#include "crypto/key.h"

#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <array>
#include <atomic>
#include <optional>

#include "crypto/key_native.h"
#include "crypto/roca.h"
#include "crypto/rsa_parts_native.h"

namespace sallyport::crypto {
namespace {

constexpr int kMinModulusBits = 2048;
constexpr int kMaxModulusBits = 16384;  // attackers could exhaust the CPU with larger ones
constexpr int kMaxExponentBits = 64;

// Gives each key of the process its own number, so that caches never confuse two keys. The counter is the only global
// state here.
std::uint64_t next_id() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

Failure bad_encoding(std::string_view rule = "RFC 7518 6") {
  return failure(Kind::malformed, "key_encoding", rule);
}

struct CurveRow {
  KeyType type;
  const char* group;  // OpenSSL's name of the curve; for OKP, of the key type
  std::size_t width;  // bytes of one coordinate
  bool edwards;
};
constexpr std::array kCurves{
    CurveRow{KeyType::p256, "prime256v1", 32, false}, CurveRow{KeyType::p384, "secp384r1", 48, false},
    CurveRow{KeyType::p521, "secp521r1", 66, false},  CurveRow{KeyType::ed25519, "ED25519", 32, true},
    CurveRow{KeyType::ed448, "ED448", 57, true},
};

const CurveRow* curve_of(KeyType type) {
  for (const CurveRow& row : kCurves)
    if (row.type == type) return &row;
  return nullptr;
}

OwnedBignum bignum(std::string_view big_endian) {
  OwnedBignum number(BN_bin2bn(bytes_of(big_endian), static_cast<int>(big_endian.size()), nullptr));
  must(number != nullptr);
  return number;
}

std::string unsigned_bytes(const BIGNUM& number) {
  std::string out(static_cast<std::size_t>(BN_num_bytes(&number)), '\0');
  BN_bn2bin(&number, bytes_of(out));
  return out;
}

std::optional<std::string> number_of(const EVP_PKEY& key, const char* name) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(&key, name, &raw) != 1) return std::nullopt;
  const OwnedBignum number(raw);
  return unsigned_bytes(*number);
}

// Returns a coordinate in the curve's full width. Source: RFC 7518 6.2.1.2.
std::optional<std::string> coordinate_of(const EVP_PKEY& key, const char* name, std::size_t width) {
  auto number = number_of(key, name);
  if (!number || number->size() > width) return std::nullopt;
  return std::string(width - number->size(), '\0') + *number;
}

OwnedKey from_parameters(const char* algorithm, OSSL_PARAM_BLD& builder) {
  const Owned<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(&builder));
  const OwnedKeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, algorithm, nullptr));
  must(parameters != nullptr && context != nullptr);
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    return nullptr;
  return OwnedKey(key);
}

Result<void> check_rsa(const BIGNUM& n, const BIGNUM& e) {
  const int bits = BN_num_bits(&n);
  if (bits < kMinModulusBits || bits > kMaxModulusBits)
    return failure(Kind::rejected, "rsa_modulus_size", "RFC 7518 3.3");
  if (BN_is_odd(&n) == 0) return failure(Kind::rejected, "rsa_modulus_even", "RFC 8017 3.1");
  // 3 is allowed: RSASSA-PKCS1-v1_5 is verified here by encoding and comparing, never by parsing, so a small exponent
  // does not help to forge a signature. With 1, every message would be its own signature.
  if (BN_is_odd(&e) == 0 || BN_is_one(&e) || BN_num_bits(&e) > kMaxExponentBits)
    return failure(Kind::rejected, "rsa_exponent", "RFC 8017 3.1");
  if (has_roca_fingerprint([&n](unsigned prime) { return static_cast<unsigned>(BN_mod_word(&n, prime)); }))
    return failure(Kind::rejected, "rsa_weak_roca", "CVE-2017-15361");
  return {};
}

bool is_minimal(std::string_view number) {
  return !number.empty() && number.front() != '\0';
}

// Takes apart a key from PEM or DER and builds it again with from_rsa, from_ec or from_okp, so that their rules apply
// to it too.
Result<PublicKey> rebuild(const EVP_PKEY& key) {
  if (EVP_PKEY_is_a(&key, "RSA")) {
    const auto n = number_of(key, OSSL_PKEY_PARAM_RSA_N);
    const auto e = number_of(key, OSSL_PKEY_PARAM_RSA_E);
    if (!n || !e) return bad_encoding();
    return PublicKey::from_rsa({*n, *e});
  }
  std::array<char, 64> group{};
  if (EVP_PKEY_is_a(&key, "EC")) EVP_PKEY_get_group_name(&key, group.data(), group.size(), nullptr);
  for (const CurveRow& row : kCurves) {
    if (row.edwards && EVP_PKEY_is_a(&key, row.group)) {
      std::string x(row.width, '\0');
      std::size_t size = x.size();
      if (EVP_PKEY_get_raw_public_key(&key, bytes_of(x), &size) != 1) return bad_encoding();
      return PublicKey::from_okp(row.type, x);
    }
    if (!row.edwards && std::string_view(group.data()) == row.group) {
      const auto x = coordinate_of(key, OSSL_PKEY_PARAM_EC_PUB_X, row.width);
      const auto y = coordinate_of(key, OSSL_PKEY_PARAM_EC_PUB_Y, row.width);
      if (!x || !y) return bad_encoding();
      return PublicKey::from_ec(row.type, {*x, *y});
    }
  }
  return failure(Kind::rejected, "key_type");
}

OwnedBio reader(std::string_view text) {
  OwnedBio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  must(bio != nullptr);
  return bio;
}

// Makes OpenSSL fail for an encrypted key. Without this callback it would ask for the passphrase on the terminal.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

constexpr std::size_t kMaxEncoding = 64 * 1024;

}  // namespace

Result<PublicKey> PublicKey::from_rsa(const RsaComponents& components) {
  if (!is_minimal(components.n) || !is_minimal(components.e) || components.n.size() > kMaxEncoding ||
      components.e.size() > kMaxEncoding)
    return bad_encoding("RFC 7518 6.3.1");
  const CleanErrors clean;
  const OwnedBignum n = bignum(components.n);
  const OwnedBignum e = bignum(components.e);
  SALLYPORT_CHECK(check_rsa(*n, *e));
  const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
  must(builder != nullptr && OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) == 1 &&
       OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) == 1);
  OwnedKey key = from_parameters("RSA", *builder);
  if (!key) return bad_encoding("RFC 7518 6.3.1");
  return PublicKey(std::make_shared<const Native>(Native{std::move(key), KeyType::rsa, next_id()}));
}

Result<PublicKey> PublicKey::from_ec(KeyType curve, const EcComponents& components) {
  const CurveRow* row = curve_of(curve);
  if (row == nullptr || row->edwards || components.x.size() != row->width || components.y.size() != row->width)
    return bad_encoding("RFC 7518 6.2.1");
  const CleanErrors clean;
  const std::string point = '\x04' + components.x + components.y;
  const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
  must(builder != nullptr &&
       OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, row->group, 0) == 1 &&
       OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) == 1);
  OwnedKey key = from_parameters("EC", *builder);  // refuses a point that is not on the curve
  if (!key) return bad_encoding("RFC 7518 6.2.1");
  return PublicKey(std::make_shared<const Native>(Native{std::move(key), curve, next_id()}));
}

Result<PublicKey> PublicKey::from_okp(KeyType type, std::string_view x) {
  const CurveRow* row = curve_of(type);
  if (row == nullptr || !row->edwards || x.size() != row->width) return bad_encoding("RFC 8037 2");
  const CleanErrors clean;
  OwnedKey key(EVP_PKEY_new_raw_public_key_ex(nullptr, row->group, nullptr, bytes_of(x), x.size()));
  if (!key) return bad_encoding("RFC 8037 2");
  return PublicKey(std::make_shared<const Native>(Native{std::move(key), type, next_id()}));
}

Result<PublicKey> PublicKey::from_pem(std::string_view pem) {
  if (pem.size() > kMaxEncoding) return bad_encoding("RFC 7468 13");
  const CleanErrors clean;
  const OwnedKey key(PEM_read_bio_PUBKEY(reader(pem).get(), nullptr, no_passphrase, nullptr));
  if (!key) return bad_encoding("RFC 7468 13");
  return rebuild(*key);
}

Result<PublicKey> PublicKey::from_der(std::string_view der) {
  if (der.size() > kMaxEncoding) return bad_encoding("RFC 5280 4.1.2.7");
  const CleanErrors clean;
  const unsigned char* at = bytes_of(der);
  const OwnedKey key(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
  if (!key || at != bytes_of(der) + der.size()) return bad_encoding("RFC 5280 4.1.2.7");
  return rebuild(*key);
}

KeyType PublicKey::type() const {
  return native_->type;
}
int PublicKey::bits() const {
  return EVP_PKEY_get_bits(native_->pkey.get());
}

Result<RsaComponents> PublicKey::rsa() const {
  if (type() != KeyType::rsa) return failure(Kind::internal, "key_type");
  const auto n = number_of(*native_->pkey, OSSL_PKEY_PARAM_RSA_N);
  const auto e = number_of(*native_->pkey, OSSL_PKEY_PARAM_RSA_E);
  must(n && e);
  return RsaComponents{*n, *e};
}

Result<EcComponents> PublicKey::ec() const {
  const CurveRow* row = curve_of(type());
  if (row == nullptr) return failure(Kind::internal, "key_type");
  if (row->edwards) {
    std::string x(row->width, '\0');
    std::size_t size = x.size();
    must(EVP_PKEY_get_raw_public_key(native_->pkey.get(), bytes_of(x), &size) == 1);
    return EcComponents{x, {}};
  }
  const auto x = coordinate_of(*native_->pkey, OSSL_PKEY_PARAM_EC_PUB_X, row->width);
  const auto y = coordinate_of(*native_->pkey, OSSL_PKEY_PARAM_EC_PUB_Y, row->width);
  must(x && y);
  return EcComponents{*x, *y};
}

std::string PublicKey::to_der() const {
  const int size = i2d_PUBKEY(native_->pkey.get(), nullptr);
  must(size > 0);
  std::string der(static_cast<std::size_t>(size), '\0');
  unsigned char* at = bytes_of(der);
  must(i2d_PUBKEY(native_->pkey.get(), &at) == size);
  return der;
}

namespace {

Result<PublicKey> public_half(const EVP_PKEY& key) {
  return rebuild(key);
}

Secret contents(const OwnedBio& bio) {
  const char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return Secret(std::string_view(data, static_cast<std::size_t>(size)));
}

OwnedBio secret_writer() {
  OwnedBio bio(BIO_new(BIO_s_secmem()));  // wipes its memory when it is freed
  must(bio != nullptr);
  return bio;
}

}  // namespace

PrivateKey PrivateKey::generate_rsa(int bits) {
  must(bits == 2048 || bits == 3072 || bits == 4096);
  OwnedKey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(bits)));
  must(key != nullptr);
  auto half = public_half(*key);
  must(half.has_value());
  return PrivateKey(std::make_shared<const Native>(Native{std::move(key), *half, next_id()}));
}

PrivateKey PrivateKey::generate_ec(KeyType curve) {
  const CurveRow* row = curve_of(curve);
  must(row != nullptr);
  OwnedKey key(row->edwards ? EVP_PKEY_Q_keygen(nullptr, nullptr, row->group)
                            : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", row->group));
  must(key != nullptr);
  auto half = public_half(*key);
  must(half.has_value());
  return PrivateKey(std::make_shared<const Native>(Native{std::move(key), *half, next_id()}));
}

Result<PrivateKey> PrivateKey::from_pem(const Secret& pem) {
  if (pem.reveal().size() > kMaxEncoding) return bad_encoding("RFC 7468 10");
  const CleanErrors clean;
  OwnedKey key(PEM_read_bio_PrivateKey(reader(pem.reveal()).get(), nullptr, no_passphrase, nullptr));
  if (!key || !parts_fit(*key)) return bad_encoding("RFC 7468 10");
  SALLYPORT_TRY(auto half, public_half(*key));
  return PrivateKey(std::make_shared<const Native>(Native{std::move(key), std::move(half), next_id()}));
}

Result<PrivateKey> PrivateKey::from_der(const Secret& der) {
  const std::string_view bytes = der.reveal();
  if (bytes.size() > kMaxEncoding) return bad_encoding("RFC 5958 2");
  const CleanErrors clean;
  const unsigned char* at = bytes_of(bytes);
  OwnedKey key(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(bytes.size())));
  if (!key || at != bytes_of(bytes) + bytes.size() || !parts_fit(*key)) return bad_encoding("RFC 5958 2");
  SALLYPORT_TRY(auto half, public_half(*key));
  return PrivateKey(std::make_shared<const Native>(Native{std::move(key), std::move(half), next_id()}));
}

KeyType PrivateKey::type() const {
  return native_->public_key.type();
}
PublicKey PrivateKey::public_key() const {
  return native_->public_key;
}

Secret PrivateKey::to_pem() const {
  const OwnedBio bio = secret_writer();
  must(PEM_write_bio_PKCS8PrivateKey(bio.get(), native_->pkey.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return contents(bio);
}

Secret PrivateKey::to_der() const {
  const OwnedBio bio = secret_writer();
  must(i2d_PKCS8PrivateKey_bio(bio.get(), native_->pkey.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return contents(bio);
}

}  // namespace sallyport::crypto
