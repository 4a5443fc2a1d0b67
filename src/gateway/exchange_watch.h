// The watch over a long exchange with an application: a WebSocket, an event stream, a long upload. It ends the exchange
// when the caller loses access. Without a watch, the exchange would survive the sign-out of its caller.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "gateway/access/decision.h"
#include "gateway/parts.h"
#include "http/handler.h"
#include "http/upstream.h"

namespace sallyport::gateway {

// A request that was let through: the question that was decided, who asked, and the application that got the request.
struct Passage {
  std::string method;
  std::string host;
  std::string path;  // as sent
  HostFrom host_from = HostFrom::client;
  bool preflight = false;
  CallerPtr caller;  // null: anonymous
  Credential credential = Credential::none;
  std::shared_ptr<const http::Upstream> upstream;  // never null
};

// Makes a watch that decides the same question again: when the caller's session is renewed or ends, in this process or
// another; as often as a cache asks the store (at least every 5 min for a session, every minute for a bearer token);
// and after a reload, under the new configuration. The exchange ends if the answer is no, if the request would now go
// to another application, if the store does not answer, or when the session or token expires. The watch does not keep
// the bearer token. So if a reload changes what a bearer token must satisfy, exchanges that were opened with a token
// end.
//
// The watch shares the ownership of `parts`. `version` is PartsInForce::version() from before they were fetched.
// `in_force` must outlive all exchanges. Any thread may call this function; http::Watch says who calls the watch.
http::Watch watch_exchange(const PartsInForce& in_force, std::uint64_t version, PartsPtr parts, Passage passage);

}  // namespace sallyport::gateway
