// The certificate chain and private key with which a TLS server proves its identity.
#pragma once

#include <string>

#include "base/secret.h"

namespace sallyport::net {

struct TlsIdentity {
  std::string certificate_pem;  // the leaf first, then its chain
  Secret key_pem;
};

}  // namespace sallyport::net
