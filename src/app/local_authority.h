// The directory's own certificate authority: made at first start, good for this machine's names alone.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/certificate.h"
#include "net/server.h"

namespace sallyport::app {

struct LocalAuthority {
  crypto::Certificate certificate;
  crypto::PrivateKey key;
  std::string ca_file;  // PEM
};

// The authority for localhost, 127.0.0.1, ::1 and these names, from data_dir; made where there is none, or where it
// ends within 30 days. Files: ca.pem and ca-key.pem, mode 0600; for other names, ca-XXXXXXXX.pem, since the names are
// bound in. Errors: unavailable/"local_authority"; malformed/"certificate" or "key_encoding" where a file was damaged.
Result<LocalAuthority> load_local_authority(const std::string& data_dir, const std::vector<std::string>& names,
                                            UnixTime now);

// A server's certificate and key for those names, made anew for each start.
Result<net::TlsIdentity> make_server_identity(const LocalAuthority& authority, const std::vector<std::string>& names,
                                              UnixTime now);

// "AB:CD:…": SHA-256, as browsers and openssl show it.
std::string print_thumbprint(const crypto::Certificate& certificate);

}  // namespace sallyport::app
