// X.509 certificates as values: those that Sallyport presents, and the local authority that the directory makes for
// itself. Every thread may call these functions. Source: RFC 5280.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "crypto/key.h"

namespace sallyport::crypto {

struct Certificate {
  std::string der;

  // Reads the first certificate of the text. Errors: malformed/"certificate".
  static Result<Certificate> from_pem(std::string_view pem);

  std::string to_pem() const;             // empty if `der` is not a certificate
  std::string sha256_thumbprint() const;  // 32 bytes; x5t#S256 is its base64url
  std::string sha1_thumbprint() const;    // 20 bytes; x5t
  Result<PublicKey> public_key() const;   // malformed/"certificate", or an error of PublicKey::from_der
  UnixTime not_after() const;             // 0 if `der` is not a certificate
};

struct CertificateRequest {
  std::string common_name;  // only the first 64 bytes are used (RFC 5280 appendix A)
  std::vector<std::string> dns_names;
  std::vector<std::string> ip_addresses;  // "127.0.0.1", "::1"
  UnixTime not_before;
  UnixTime not_after;
  std::string serial = {};  // 16 bytes, of which 127 bits are used; empty: random ones
};

// Makes a self-signed authority for servers (CA:TRUE, pathlen 0, keyCertSign, serverAuth). Name constraints limit it to
// the DNS names of the request, so that its key cannot impersonate other sites. If the request has no address, it is
// limited to no address; otherwise addresses are not limited, because BoringSSL does not understand such a limit, so
// throw the key away once it has signed. Errors: internal/"certificate".
Result<Certificate> make_authority(const CertificateRequest& request, const PrivateKey& key);

// Makes a certificate for a server, signed by the authority. `key` is the server's. Errors: internal/"certificate".
Result<Certificate> make_leaf(const CertificateRequest& request, const PublicKey& key, const Certificate& authority,
                              const PrivateKey& authority_key);

// Makes a self-signed certificate for a client's private_key_jwt credential. Errors: internal/"certificate".
Result<Certificate> make_self_signed(const CertificateRequest& request, const PrivateKey& key);

}  // namespace sallyport::crypto
