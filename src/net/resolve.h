// The addresses of a host, each one checked before anybody connects to it, and had in time or not at all.
#pragma once

#include <stop_token>

#include "net/destination.h"
#include "net/name_service.h"

namespace sallyport::net {

class Resolver {
 public:
  using Time = NameQuestion::Time;

  explicit Resolver(Lookup lookup = ask_system) : names_(std::move(lookup)) {}

  // Never empty. Every thread may call it.
  // Errors: unavailable/"http_connect" where the name has no address, "http_timeout" at the deadline, "http_broken" at
  // a stop; forbidden/"http_destination" where one of its addresses may not be spoken to: a name with a bad address
  // among good ones is refused whole, since nothing says which one a second look-up would put first.
  Result<Addresses> resolve(const Destinations& destinations, const http::Url& url, Time deadline,
                            std::stop_token stop = {});

 private:
  NameService names_;
};

}  // namespace sallyport::net
