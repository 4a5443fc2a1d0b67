#include <algorithm>

#include "net/loop_native.h"
#include "net/tls_native.h"
#include "net/upstream_pool_native.h"

namespace sallyport::net {
namespace {

constexpr std::size_t kMostKept = 64;  // for each upstream

// Below the five seconds after which Node's server closes an idle connection: what we reuse should not be about to die.
constexpr auto kKeptFor = std::chrono::seconds(4);

// Nothing to read and no end: an idle connection that has either is of no use (RFC 9112 9.3).
bool looks_alive(UpstreamConnection& connection) {
  char byte = 0;
  const int fd = connection.transport.fd();
  return ::recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

}  // namespace

UpstreamSeat::UpstreamSeat(Census& census) : census_(census) {
  census_.upstream.fetch_add(1, std::memory_order_relaxed);
}

UpstreamSeat::~UpstreamSeat() {
  census_.upstream.fetch_sub(1, std::memory_order_relaxed);
}

UpstreamPool::Kept* UpstreamPool::find(const http::Upstream& upstream) {
  const auto kept = std::ranges::find(kept_, upstream, &Kept::upstream);
  return kept == kept_.end() ? nullptr : &*kept;
}

std::shared_ptr<UpstreamConnection> UpstreamPool::take(const http::Upstream& upstream) {
  Kept* const kept = find(upstream);
  while (kept != nullptr && !kept->idle.empty()) {
    auto connection = std::move(kept->idle.back());
    kept->idle.pop_back();
    if (deadlines_.now() - connection->idle_since < kKeptFor && looks_alive(*connection)) return connection;
  }
  return nullptr;
}

void UpstreamPool::give_back(const http::Upstream& upstream, std::shared_ptr<UpstreamConnection> connection) {
  Kept* kept = find(upstream);
  if (kept == nullptr) kept = &kept_.emplace_back(Kept{upstream, {}});
  if (kept->idle.size() >= kMostKept) return;
  connection->make_ready();
  connection->reused = true;
  connection->idle_since = deadlines_.now();
  kept->idle.push_back(std::move(connection));
}

Result<std::shared_ptr<Connector>> UpstreamPool::connect(std::shared_ptr<const http::Upstream> upstream,
                                                         Connector::Done done) {
  if (census_.upstream.load(std::memory_order_relaxed) >= census_.upstream_limit) kept_.clear();
  if (census_.upstream.load(std::memory_order_relaxed) >= census_.upstream_limit)
    return failure(Kind::unavailable, "upstream_limit", "", std::to_string(census_.upstream_limit) + " connections");
  UpstreamTls tls;
  if (upstream->tls) {
    auto& known = tls_[upstream->ca_file];
    if (!known) {
      SALLYPORT_TRY(known, make_client_tls(upstream->ca_file));
    }
    tls = known;
  }
  auto connector =
      std::make_shared<Connector>(readiness_, census_, names_, std::move(upstream), std::move(tls), std::move(done));
  connector->start();
  return connector;
}

void UpstreamPool::drop_old() {
  const auto is_old = [this](const auto& connection) { return deadlines_.now() - connection->idle_since >= kKeptFor; };
  for (auto& kept : kept_) std::erase_if(kept.idle, is_old);
  std::erase_if(kept_, [](const Kept& kept) { return kept.idle.empty(); });
}

}  // namespace sallyport::net
