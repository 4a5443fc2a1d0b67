// The HTTP client for our own requests, based on libcurl. It verifies TLS, connects only to addresses that it has
// checked, limits size and time, and does not follow redirects.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>

#include "http/client.h"
#include "net/engine/destination.h"

namespace sallyport::net {

// Every thread may call send(). It blocks, so call it on a worker thread. The client does not limit the number of
// simultaneous exchanges; the number of worker threads does.
//
// `destinations` must name the host of each request. The client connects to exactly the address that it has checked,
// and never to link-local and metadata addresses (169.254/16, fe80::/10, fd00:ec2::254). Each exchange opens a new
// connection, because curl itself repeats a request when a kept connection turns out to be closed.
//
// No exchange takes longer than `most`, even if its own timeout is longer. Once `stop` is requested, exchanges end
// within about a second, with "http_broken". The first client makes the process ignore SIGPIPE.
//
// Errors in addition to those of the port: internal/"http_request" for a method or header that cannot be sent.
std::unique_ptr<http::HttpClient> make_curl_client(Destinations destinations,
                                                   std::chrono::milliseconds most = std::chrono::seconds(60),
                                                   std::stop_token stop = {});

// A client like the one above that sends every request to the unix socket at this path. The URL's scheme must be http;
// its host and port only become the Host header. Requires: `path` is not empty.
std::unique_ptr<http::HttpClient> make_unix_client(std::string path,
                                                   std::chrono::milliseconds most = std::chrono::seconds(60));

}  // namespace sallyport::net
