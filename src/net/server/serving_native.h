// The settings and services that the connections of one event loop share.
#pragma once

#include <memory>

#include "http/handler.h"
#include "net/engine/loop_native.h"
#include "net/engine/workers.h"
#include "net/http1/response_writer.h"
#include "net/proxy/proxy_services_native.h"
#include "net/proxy/upstream_pool_native.h"
#include "net/server/connection_set_native.h"
#include "net/server/server.h"
#include "net/server/tallies.h"

namespace sallyport::net {

// Only the loop's thread may use it, except where the type of a member allows more.
struct Serving {
  // The numbers of connections to clients and upstreams, over all loops of the server.
  struct Quotas {
    Quota clients;
    Quota upstreams;
  };

  Serving(Loop& its_loop, const Server::Settings& settings, std::unique_ptr<http::Handler> its_handler,
          Workers& its_workers, Quotas& quotas)
      : loop(its_loop),
        limits(settings.limits),
        handler(std::move(its_handler)),
        workers(its_workers),
        writer(settings.extra_headers),
        refusal_lines(settings.refusal_lines),
        connections(quotas.clients),
        upstreams(loop.readiness(), loop.deadlines(), quotas.upstreams, Names{settings.names, loop.mailbox()}),
        proxy{loop, upstreams, writer, workers,
              ProxyLimits{limits.body_timeout, limits.write_timeout, limits.watch_interval, limits.watch_patience,
                          limits.upgrade_idle_timeout}} {}
  Serving(const Serving&) = delete;

  Loop& loop;
  const ServerLimits limits;
  const std::shared_ptr<http::Handler> handler;  // shared with deferred work, which may outlive the loop
  Workers& workers;
  ResponseWriter writer;
  const http::PreparedHeaders refusal_lines;
  ConnectionSet connections;
  Tallies tallies;
  UpstreamPool upstreams;
  ProxyServices proxy;
};

}  // namespace sallyport::net
