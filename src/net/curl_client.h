// HttpClient over libcurl: verified TLS, pinned addresses, limits on size and time, no redirects.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>

#include "http/client.h"
#include "net/destination.h"

namespace sallyport::net {

// Link-local and metadata addresses (169.254/16, fe80::/10, fd00:ec2::254) are never spoken to. The address that was
// checked is the one connected to. Connections are kept and used again, and one that turns out to be closed before any
// byte of the answer is opened anew; a POST takes a new one, for what it asks may have been done although no answer
// came. No exchange takes longer than `most`, whatever its own timeout says; how many there are at once is the affair
// of whoever hands out the threads (net/workers.h). Every thread may call send. SIGPIPE is ignored from the first
// client on. Errors besides those of the port: internal/"http_request" for a method or header that cannot be sent. Once
// a stop is requested, exchanges end within a second or so, with "http_broken".
std::unique_ptr<http::HttpClient> make_curl_client(Destinations destinations,
                                                   std::chrono::milliseconds most = std::chrono::seconds(60),
                                                   std::stop_token stop = {});

}  // namespace sallyport::net
