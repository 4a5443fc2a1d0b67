// The directory's own certificate authority. It is created at the first start, and is valid only for this machine's
// names.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "crypto/certificate.h"
#include "net/server/server.h"

namespace sallyport::app {

struct LocalAuthority {
  crypto::Certificate certificate;
  crypto::PrivateKey key;
  std::string ca_file;  // the path of ca.pem or ca-XXXXXXXX.pem, the file with the certificate
};

// Loads the authority for localhost, 127.0.0.1, ::1 and `names` from data_dir. Creates it if there is none, or if it
// expires within 30 days. The files are ca.pem and ca-key.pem, mode 0600. If `names` is not empty, they are
// ca-XXXXXXXX.pem and ca-XXXXXXXX-key.pem, because a certificate is bound to its names.
// Reads and writes files, so it blocks: call it from a command or at the start, never on an event loop.
// Errors: unavailable/"data_dir" if the folder cannot be made; unavailable/"secret_file" if a file cannot be written;
// malformed/"certificate" or an error of PrivateKey::from_pem() if a file was damaged; internal/"certificate" if no
// certificate can be made for `names`.
Result<LocalAuthority> load_local_authority(const std::string& data_dir, const std::vector<std::string>& names,
                                            UnixTime now, Random& random);

// Makes a server's key, and its certificate for localhost, 127.0.0.1, ::1 and `names`, valid for 397 days. `names` must
// be those of `authority`, because clients accept its certificates for no others. Each start makes a new identity; no
// file is written. Errors: internal/"certificate".
Result<net::TlsIdentity> make_server_identity(const LocalAuthority& authority, const std::vector<std::string>& names,
                                              UnixTime now);

// The SHA-256 as "AB:CD:…", in the form that browsers and openssl show.
std::string print_thumbprint(const crypto::Certificate& certificate);

}  // namespace sallyport::app
