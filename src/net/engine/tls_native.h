// The TLS settings for servers and clients. Connections of any thread can share one context. Both ends use TLS 1.2 or
// later, and only ciphers with forward secrecy and authenticated encryption. Source: RFC 9325.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "base/result.h"
#include "net/engine/tls_identity.h"

namespace sallyport::net {

// Errors: unavailable/"listen_tls" if the certificate or key cannot be read, or if they do not belong together.
Result<std::shared_ptr<boost::asio::ssl::context>> make_server_tls(const TlsIdentity& identity);

// The context verifies the server's certificate against the system's CAs and those in `ca_file`, which may be empty.
// Errors: unavailable/"upstream_tls" if the CAs cannot be read.
Result<std::shared_ptr<boost::asio::ssl::context>> make_client_tls(const std::string& ca_file);

}  // namespace sallyport::net
