// The limits and services that the exchanges of one event loop share.
#pragma once

#include <chrono>

#include "net/engine/loop_native.h"
#include "net/engine/workers.h"
#include "net/http1/response_writer.h"
#include "net/proxy/upstream_pool_native.h"

namespace sallyport::net {

// How long an exchange waits for its client and its watch. http::Upstream says how long it waits for the upstream.
struct ProxyLimits {
  std::chrono::milliseconds body_timeout;          // for each 4 kB of a request's body
  std::chrono::milliseconds write_timeout;         // for the client to accept each 4 kB
  std::chrono::milliseconds watch_interval;        // how often the watch of an exchange is called
  std::chrono::milliseconds watch_patience;        // how long the watch may fail to answer
  std::chrono::milliseconds upgrade_idle_timeout;  // how long an upgraded connection may be silent
};

struct ProxyServices {
  Loop& loop;
  UpstreamPool& upstreams;
  ResponseWriter& writer;
  Workers& workers;
  const ProxyLimits limits;
};

}  // namespace sallyport::net
