// Finds the addresses of a host for our own requests, checks that each is allowed, and gives up at a deadline.
#pragma once

#include <stop_token>
#include <utility>

#include "net/engine/destination.h"
#include "net/engine/name_service.h"

namespace sallyport::net {

// resolve() blocks, so call it on a worker thread. Every thread may use the same Resolver.
class Resolver {
 public:
  using Time = NameQuestion::Time;

  explicit Resolver(Lookup lookup = ask_system) : names_(std::move(lookup)) {}

  // Returns at least one address, in the order of the name service. If the URL's host is an address, it is checked
  // without a look-up. The host itself is not checked here: call check_host() first.
  // Errors: unavailable/"http_connect" if the name has no address, "http_timeout" at the deadline, "http_broken" once a
  // stop is requested; forbidden/"http_destination" if check_address() refuses any of its addresses. One bad address
  // among good ones refuses the whole name, because a second look-up may put the bad one first.
  Result<Addresses> resolve(const Destinations& destinations, const http::Url& url, Time deadline,
                            std::stop_token stop = {});

 private:
  NameService names_;
};

}  // namespace sallyport::net
