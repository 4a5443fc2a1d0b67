#include "crypto/certificate.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/key_native.h"

namespace sallyport::crypto {
namespace {

using OwnedName = Owned<GENERAL_NAME, GENERAL_NAME_free>;
using OwnedNames = Owned<GENERAL_NAMES, GENERAL_NAMES_free>;
using OwnedSubtree = Owned<GENERAL_SUBTREE, GENERAL_SUBTREE_free>;
using OwnedConstraints = Owned<NAME_CONSTRAINTS, NAME_CONSTRAINTS_free>;
using OwnedOctets = Owned<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;

constexpr std::size_t kMaxCommonName = 64;  // bytes; RFC 5280 appendix A, ub-common-name
constexpr std::size_t kMaxPem = 64 * 1024;

Failure failed(std::string_view what) {
  return failure(Kind::internal, "certificate", "RFC 5280", std::string(what));
}

OwnedCertificate parse(const std::string& der) {
  const unsigned char* at = bytes_of(der);
  OwnedCertificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  return at == bytes_of(der) + der.size() ? std::move(certificate) : nullptr;
}

std::string print(X509& certificate) {
  const int size = i2d_X509(&certificate, nullptr);
  must(size > 0);
  std::string der(static_cast<std::size_t>(size), '\0');
  unsigned char* at = bytes_of(der);
  must(i2d_X509(&certificate, &at) == size);
  return der;
}

// Adds an extension whose text has the syntax of OpenSSL's configuration. Pass only literals: that syntax could give
// another meaning to names from a request.
bool add_fixed(X509& certificate, X509& issuer, int nid, const char* text) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION, X509_EXTENSION_free> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, text));
  return extension && X509_add_ext(&certificate, extension.get(), -1) == 1;
}

OwnedName dns_name(const std::string& name) {
  OwnedName out(GENERAL_NAME_new());
  ASN1_IA5STRING* const text = ASN1_IA5STRING_new();
  must(out != nullptr && text != nullptr && ASN1_STRING_set(text, name.data(), static_cast<int>(name.size())) == 1);
  GENERAL_NAME_set0_value(out.get(), GEN_DNS, text);
  return out;
}

OwnedName address_name(ASN1_OCTET_STRING* octets) {
  OwnedName out(GENERAL_NAME_new());
  must(out != nullptr);
  GENERAL_NAME_set0_value(out.get(), GEN_IPADD, octets);
  return out;
}

// Parses an address, or for a name constraint an address with a mask: "0.0.0.0/0.0.0.0". Null if the text is neither.
OwnedName address(const std::string& text) {
  ASN1_OCTET_STRING* const octets =
      text.find('/') == text.npos ? a2i_IPADDRESS(text.c_str()) : a2i_IPADDRESS_NC(text.c_str());
  return octets == nullptr ? nullptr : address_name(octets);
}

void push(NAME_CONSTRAINTS& constraints, STACK_OF(GENERAL_SUBTREE) * NAME_CONSTRAINTS::* list, OwnedName name) {
  OwnedSubtree subtree(GENERAL_SUBTREE_new());
  if (constraints.*list == nullptr) constraints.*list = sk_GENERAL_SUBTREE_new_null();
  must(subtree != nullptr && constraints.*list != nullptr);
  GENERAL_NAME_free(subtree->base);
  subtree->base = name.release();
  must(sk_GENERAL_SUBTREE_push(constraints.*list, subtree.release()) > 0);
}

// RFC 5280 4.2.1.10 does not restrict a kind of name (DNS or IP) for which no name is permitted. So if the request has
// no name of a kind, that whole kind is excluded. If it has addresses, addresses are not restricted: BoringSSL refuses
// every certificate with an address whose authority has any constraint on addresses.
bool add_name_constraints(X509& certificate, const CertificateRequest& request) {
  const OwnedConstraints constraints(NAME_CONSTRAINTS_new());
  must(constraints != nullptr);
  for (const std::string& name : request.dns_names)
    push(*constraints, &NAME_CONSTRAINTS::permittedSubtrees, dns_name(name));
  if (request.dns_names.empty()) push(*constraints, &NAME_CONSTRAINTS::excludedSubtrees, dns_name(""));
  if (request.ip_addresses.empty()) {
    push(*constraints, &NAME_CONSTRAINTS::excludedSubtrees, address("0.0.0.0/0.0.0.0"));
    push(*constraints, &NAME_CONSTRAINTS::excludedSubtrees, address("::/::"));
  }
  return X509_add1_ext_i2d(&certificate, NID_name_constraints, constraints.get(), 1, X509V3_ADD_DEFAULT) == 1;
}

bool add_alternative_names(X509& certificate, const CertificateRequest& request) {
  if (request.dns_names.empty() && request.ip_addresses.empty()) return true;
  const OwnedNames names(GENERAL_NAMES_new());
  must(names != nullptr);
  for (const std::string& name : request.dns_names)
    must(sk_GENERAL_NAME_push(names.get(), dns_name(name).release()) > 0);
  for (const std::string& ip : request.ip_addresses) {
    OwnedName name = ip.find('/') == ip.npos ? address(ip) : nullptr;
    if (!name) return false;
    must(sk_GENERAL_NAME_push(names.get(), name.release()) > 0);
  }
  return X509_add1_ext_i2d(&certificate, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT) == 1;
}

// A positive number of 127 bits, random unless the caller gives its bytes. Source: RFC 5280 4.1.2.2, CA/B Baseline
// Requirements 7.1.
bool set_serial(X509& certificate, std::string given) {
  const OwnedBignum serial(BN_new());
  if (!given.empty()) given.front() = static_cast<char>((given.front() & 0x3f) | 0x40);
  const bool chosen = given.empty()
                          ? BN_rand(serial.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1
                          : BN_bin2bn(bytes_of(given), static_cast<int>(given.size()), serial.get()) != nullptr;
  return serial && chosen && BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(&certificate)) != nullptr;
}

// Makes a certificate that still lacks issuer, extensions and signature. Null if OpenSSL refuses a part of the request.
OwnedCertificate start(const CertificateRequest& request, const PublicKey& key) {
  OwnedCertificate certificate(X509_new());
  must(certificate != nullptr);
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  const std::string_view name = cut_utf8(request.common_name, kMaxCommonName);
  const bool made =
      X509_set_version(certificate.get(), X509_VERSION_3) == 1 && set_serial(*certificate, request.serial) &&
      X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8, bytes_of(name), static_cast<int>(name.size()),
                                 -1, 0) == 1 &&
      ASN1_TIME_set(X509_getm_notBefore(certificate.get()), static_cast<std::time_t>(request.not_before.seconds)) !=
          nullptr &&
      ASN1_TIME_set(X509_getm_notAfter(certificate.get()), static_cast<std::time_t>(request.not_after.seconds)) !=
          nullptr &&
      X509_set_pubkey(certificate.get(), key.native().pkey.get()) == 1;
  return made ? std::move(certificate) : nullptr;
}

const EVP_MD* digest_for(KeyType type) {
  switch (type) {
    case KeyType::ed25519:
    case KeyType::ed448:
      return nullptr;  // EdDSA hashes by itself
    case KeyType::p384:
      return EVP_sha384();
    case KeyType::p521:
      return EVP_sha512();
    case KeyType::rsa:
    case KeyType::p256:
      return EVP_sha256();
  }
  std::abort();
}

Result<Certificate> sign_with(X509& certificate, const PrivateKey& key) {
  if (X509_sign(&certificate, key.native().pkey.get(), digest_for(key.type())) <= 0) return failed("signature");
  return Certificate{print(certificate)};
}

}  // namespace

Result<Certificate> Certificate::from_pem(std::string_view pem) {
  if (pem.size() > kMaxPem) return failure(Kind::malformed, "certificate", "RFC 7468 5");
  const CleanErrors clean;
  const OwnedBio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  must(bio != nullptr);
  const OwnedCertificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!certificate) return failure(Kind::malformed, "certificate", "RFC 7468 5");
  return Certificate{print(*certificate)};
}

std::string Certificate::to_pem() const {
  const CleanErrors clean;
  const OwnedCertificate certificate = parse(der);
  const OwnedBio bio(BIO_new(BIO_s_mem()));
  if (!certificate || PEM_write_bio_X509(bio.get(), certificate.get()) != 1) return {};
  const char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
}

std::string Certificate::sha256_thumbprint() const {
  return std::string(view(sha256(der)));
}
std::string Certificate::sha1_thumbprint() const {
  return sha1(der);
}

Result<PublicKey> Certificate::public_key() const {
  const CleanErrors clean;
  const OwnedCertificate certificate = parse(der);
  if (!certificate) return failure(Kind::malformed, "certificate", "RFC 5280 4.1");
  X509_PUBKEY* const info = X509_get_X509_PUBKEY(certificate.get());
  std::string key(static_cast<std::size_t>(i2d_X509_PUBKEY(info, nullptr)), '\0');
  unsigned char* at = bytes_of(key);
  i2d_X509_PUBKEY(info, &at);
  return PublicKey::from_der(key);
}

UnixTime Certificate::not_after() const {
  const CleanErrors clean;
  const OwnedCertificate certificate = parse(der);
  std::tm parts{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &parts) != 1) return {};
  return {timegm(&parts)};
}

Result<Certificate> make_authority(const CertificateRequest& request, const PrivateKey& key) {
  const CleanErrors clean;
  const OwnedCertificate made = start(request, key.public_key());
  if (!made || X509_set_issuer_name(made.get(), X509_get_subject_name(made.get())) != 1)
    return failed("names or times");
  if (!add_fixed(*made, *made, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") ||
      !add_fixed(*made, *made, NID_key_usage, "critical,keyCertSign,cRLSign") ||
      !add_fixed(*made, *made, NID_ext_key_usage, "serverAuth") ||
      !add_fixed(*made, *made, NID_subject_key_identifier, "hash"))
    return failed("extensions");
  for (const std::string& ip : request.ip_addresses)
    if (!address(ip)) return failed("addresses");
  if (!add_name_constraints(*made, request)) return failed("name constraints");
  return sign_with(*made, key);
}

Result<Certificate> make_leaf(const CertificateRequest& request, const PublicKey& key, const Certificate& authority,
                              const PrivateKey& authority_key) {
  const CleanErrors clean;
  const OwnedCertificate issuer = parse(authority.der);
  const OwnedCertificate made = start(request, key);
  if (!issuer || !made || X509_set_issuer_name(made.get(), X509_get_subject_name(issuer.get())) != 1)
    return failed("names or times");
  const char* const usage =
      key.type() == KeyType::rsa ? "critical,digitalSignature,keyEncipherment" : "critical,digitalSignature";
  if (!add_fixed(*made, *issuer, NID_basic_constraints, "critical,CA:FALSE") ||
      !add_fixed(*made, *issuer, NID_key_usage, usage) || !add_fixed(*made, *issuer, NID_ext_key_usage, "serverAuth") ||
      !add_fixed(*made, *issuer, NID_subject_key_identifier, "hash") ||
      !add_fixed(*made, *issuer, NID_authority_key_identifier, "keyid:always"))
    return failed("extensions");
  if (!add_alternative_names(*made, request)) return failed("alternative names");
  return sign_with(*made, authority_key);
}

Result<Certificate> make_self_signed(const CertificateRequest& request, const PrivateKey& key) {
  const CleanErrors clean;
  const OwnedCertificate made = start(request, key.public_key());
  if (!made || X509_set_issuer_name(made.get(), X509_get_subject_name(made.get())) != 1)
    return failed("names or times");
  if (!add_fixed(*made, *made, NID_basic_constraints, "critical,CA:FALSE") ||
      !add_fixed(*made, *made, NID_key_usage, "critical,digitalSignature") ||
      !add_fixed(*made, *made, NID_ext_key_usage, "clientAuth") ||
      !add_fixed(*made, *made, NID_subject_key_identifier, "hash"))
    return failed("extensions");
  if (!add_alternative_names(*made, request)) return failed("alternative names");
  return sign_with(*made, key);
}

}  // namespace sallyport::crypto
