// X.509 certificates: those we present, and the local authority that the directory makes. Source: RFC 5280.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "crypto/key.h"

namespace sallyport::crypto {

struct Certificate {
  std::string der;

  // The first certificate of the text. Errors: malformed/"certificate".
  static Result<Certificate> from_pem(std::string_view pem);

  std::string to_pem() const;
  std::string sha256_thumbprint() const;  // 32 bytes; x5t#S256 is its base64url
  std::string sha1_thumbprint() const;    // 20 bytes; x5t
  Result<PublicKey> public_key() const;
  UnixTime not_after() const;
};

struct CertificateRequest {
  std::string common_name;
  std::vector<std::string> dns_names;
  std::vector<std::string> ip_addresses;  // "127.0.0.1", "::1"
  UnixTime not_before;
  UnixTime not_after;
};

// A self-signed authority: CA:TRUE, pathlen 0, keyCertSign; name constraints to the given dns names and addresses, so
// that its theft opens no other site.
Result<Certificate> make_authority(const CertificateRequest& request, const PrivateKey& key);

// A server certificate, signed by the authority. Errors: internal/"certificate".
Result<Certificate> make_leaf(const CertificateRequest& request, const PublicKey& key, const Certificate& authority,
                              const PrivateKey& authority_key);

// A self-signed certificate for a client's private_key_jwt credential.
Result<Certificate> make_self_signed(const CertificateRequest& request, const PrivateKey& key);

}  // namespace sallyport::crypto
