#include <malloc.h>

#include <algorithm>
#include <utility>

#include "base/clock.h"
#include "net/server/connection_native.h"
#include "net/server/server_loop_native.h"

namespace sallyport::net {
namespace {

using std::chrono::milliseconds;

// A quarter of the shortest limit. Timers fire up to two ticks late, so a timeout is late by at most half its length.
// A tick of one second is short enough for the limits of a real server.
milliseconds tick_of(const ServerLimits& limits) {
  const milliseconds shortest = std::min(
      {limits.header_timeout, limits.idle_timeout, limits.body_timeout, limits.write_timeout, limits.watch_interval});
  return std::clamp(shortest / 4, milliseconds(10), milliseconds(1000));
}

}  // namespace

ServerLoop::ServerLoop(const Server::Settings& settings, std::unique_ptr<http::Handler> handler, Workers& workers,
                       Log& log, Serving::Quotas& quotas)
    : loop_(settings.name, tick_of(settings.limits), log),
      serving_(loop_, settings, std::move(handler), workers, quotas) {}

ServerLoop::~ServerLoop() {
  halt();
}

void ServerLoop::halt() {
  loop_.halt();
  acceptors_.clear();
  serving_.upstreams.close();
  const auto& connections = serving_.connections.all();
  while (!connections.empty()) (*connections.begin())->abort();
  loop_.finish();  // after this, no callback refers to a connection
}

void ServerLoop::listen(int fd, std::shared_ptr<asio::ssl::context> tls, Socket whose) {
  acceptors_.push_back(std::make_unique<Acceptor>(serving_, fd, std::move(tls)));
  if (whose == Socket::inherited) inherited_.push_back(acceptors_.back().get());
}

void ServerLoop::renew_tls(std::shared_ptr<asio::ssl::context> tls) {
  loop_.mailbox()->post([this, tls = std::move(tls)] {
    serving_.upstreams.forget_tls();
    if (!tls) return;
    for (const auto& acceptor : acceptors_) acceptor->renew_tls(tls);
  });
}

void ServerLoop::run() {
  for (const auto& acceptor : acceptors_) acceptor->accept();
  loop_.run([this] { at_tick(); });
}

void ServerLoop::at_tick() {
  serving_.writer.set_date(SystemClock().now());
  serving_.upstreams.drop_old();
  for (const auto& acceptor : acceptors_) acceptor->resume();
  give_memory_back();
}

// When a crowd of connections has left, its memory lies in pieces between memory that is still in use. malloc would
// keep these pieces, so this returns them to the system.
void ServerLoop::give_memory_back() {
  constexpr std::size_t kCrowd = 512;
  const std::size_t open = serving_.connections.all().size();
  const bool still_leaving = open < std::exchange(open_before_, open);
  const std::size_t most = serving_.connections.most();
  if (most < kCrowd || open > most / 4 || still_leaving) return;
  serving_.connections.count_most_anew();
  ::malloc_trim(0);
}

void ServerLoop::drain() {
  loop_.mailbox()->post([this] {
    for (const auto& acceptor : acceptors_)
      if (std::ranges::find(inherited_, acceptor.get()) == inherited_.end()) acceptor->accept_the_rest();
    inherited_.clear();
    acceptors_.clear();
    serving_.connections.stop();
    for_each_connection([](Connection& connection) { connection.drain(); });
  });
}

void ServerLoop::give_up() {
  loop_.mailbox()->post([this] { for_each_connection([](Connection& connection) { connection.give_up(); }); });
}

// Walks over a copy of the set, because `call` may end any connection.
void ServerLoop::for_each_connection(void (*call)(Connection&)) {
  std::vector<std::shared_ptr<Connection>> all;
  all.reserve(serving_.connections.all().size());
  for (Connection* const connection : serving_.connections.all()) all.push_back(connection->shared_from_this());
  for (const auto& connection : all) call(*connection);
}

}  // namespace sallyport::net
