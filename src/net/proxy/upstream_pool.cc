#include <algorithm>

#include "net/engine/tls_native.h"
#include "net/proxy/upstream_pool_native.h"

namespace sallyport::net {
namespace {

constexpr std::size_t kMostKept = 64;  // idle connections for each upstream

// Less than the five seconds after which a Node server closes an idle connection, so that we do not reuse a connection
// that is about to close.
constexpr auto kKeptFor = std::chrono::seconds(4);

// Whether the connection is open and has no unread bytes. Otherwise an idle connection is useless (RFC 9112 9.3).
bool looks_alive(UpstreamConnection& connection) {
  char byte = 0;
  const int fd = connection.transport.fd();
  return ::recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

}  // namespace

UpstreamPool::Kept* UpstreamPool::find(const http::Upstream& upstream) {
  const auto kept = std::ranges::find(kept_, upstream, &Kept::upstream);
  return kept == kept_.end() ? nullptr : &*kept;
}

std::shared_ptr<UpstreamConnection> UpstreamPool::take(const http::Upstream& upstream) {
  Kept* const kept = find(upstream);
  while (kept != nullptr && !kept->idle.empty()) {
    auto connection = std::move(kept->idle.back());
    kept->idle.pop_back();
    if (deadlines_.last_tick() - connection->idle_since < kKeptFor && looks_alive(*connection)) return connection;
  }
  return nullptr;
}

void UpstreamPool::give_back(const http::Upstream& upstream, std::shared_ptr<UpstreamConnection> connection) {
  Kept* kept = find(upstream);
  if (kept == nullptr) kept = &kept_.emplace_back(Kept{upstream, {}});
  if (kept->idle.size() >= kMostKept) return;
  connection->make_ready();
  connection->reused = true;
  connection->idle_since = deadlines_.last_tick();
  kept->idle.push_back(std::move(connection));
}

Result<std::shared_ptr<Connector>> UpstreamPool::connect(std::shared_ptr<const http::Upstream> upstream,
                                                         Connected done) {
  if (quota_.is_used_up()) kept_.clear();
  if (quota_.is_used_up())
    return failure(Kind::unavailable, "upstream_limit", "", std::to_string(quota_.limit()) + " connections");
  ClientTls tls;
  if (upstream->tls) {
    auto& known = tls_[upstream->ca_file];
    if (!known) {
      SALLYPORT_TRY(known, make_client_tls(upstream->ca_file));
    }
    tls = known;
  }
  const auto connection = std::make_shared<UpstreamConnection>(readiness_, quota_);
  const auto transport = std::shared_ptr<Transport>(connection, &connection->transport);
  auto connector = std::make_shared<Connector>(
      transport, readiness_.executor(), names_, std::move(upstream), std::move(tls),
      [connection, done = std::move(done)](ErrorCode error) { done(error, error ? nullptr : connection); });
  connector->start();
  return connector;
}

void UpstreamPool::drop_old() {
  const auto is_old = [this](const auto& connection) {
    return deadlines_.last_tick() - connection->idle_since >= kKeptFor;
  };
  for (auto& kept : kept_) std::erase_if(kept.idle, is_old);
  std::erase_if(kept_, [](const Kept& kept) { return kept.idle.empty(); });
}

}  // namespace sallyport::net
