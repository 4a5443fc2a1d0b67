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
  std::string ca_file;      // the path of ca.pem or ca-XXXXXXXX.pem, the file with the certificate
  net::TlsIdentity server;  // for localhost, 127.0.0.1, ::1 and the names
};

// Loads the authority for localhost, 127.0.0.1, ::1 and `names` from data_dir. Creates it if there is none, or if it
// expires within 30 days. The authority signs one certificate, the server's, and then its key is forgotten: who steals
// the folder can pretend to be this directory, and nothing else. Both are valid for 825 days, the most that Apple's
// systems accept.
// The files are ca.pem, ca-server.pem and ca-server-key.pem, mode 0600. If `names` is not empty, they begin with
// ca-XXXXXXXX instead of ca, because a certificate is bound to its names. If an earlier version left ca-key.pem there,
// the authority stays, signs the server's certificate, and the file is removed.
// Reads and writes files, so it blocks: call it from a command or at the start, never on an event loop.
// Errors: unavailable/"data_dir" if the folder cannot be made; unavailable/"secret_file" if a file cannot be written;
// malformed/"certificate" or an error of PrivateKey::from_pem() if a file was damaged; internal/"certificate" if no
// certificate can be made for `names`.
Result<LocalAuthority> load_local_authority(const std::string& data_dir, const std::vector<std::string>& names,
                                            UnixTime now, Random& random);

// The SHA-256 as "AB:CD:…", in the form that browsers and openssl show.
std::string print_thumbprint(const crypto::Certificate& certificate);

}  // namespace sallyport::app
