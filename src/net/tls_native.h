// TLS settings for both ends. TLS 1.2 and up, forward secrecy and authenticated ciphers only. Source: RFC 9325.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "base/result.h"
#include "net/server.h"

namespace sallyport::net {

// Errors: unavailable/"listen_tls" where certificate or key cannot be read or do not belong together.
Result<std::shared_ptr<boost::asio::ssl::context>> make_server_tls(const TlsIdentity& identity);

// Verifies what it connects to. `ca_file` besides the system's; may be empty. Errors: unavailable/"upstream_tls".
Result<std::shared_ptr<boost::asio::ssl::context>> make_client_tls(const std::string& ca_file);

}  // namespace sallyport::net
