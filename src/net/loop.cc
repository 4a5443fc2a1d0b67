#include <pthread.h>
#include <signal.h>

#include <algorithm>

#include "net/acceptor_native.h"
#include "net/connection_native.h"
#include "net/loop_native.h"
#include "net/upstream_pool_native.h"

namespace sallyport::net {
namespace {

using std::chrono::milliseconds;

// A quarter of the shortest limit, so that a timeout is at most half of itself late; a second is fine enough for real
// ones.
milliseconds tick_of(const ServerLimits& limits) {
  const milliseconds shortest = std::min({limits.header_timeout, limits.idle_timeout, limits.body_timeout,
                                          limits.write_timeout, limits.upgrade_check_interval});
  return std::clamp(shortest / 4, milliseconds(10), milliseconds(1000));
}

}  // namespace

Loop::Loop(const Server::Settings& settings, std::unique_ptr<http::Handler> handler, Workers& workers, Log& log,
           Census& census)
    // One thread runs the context and all of its sockets: only what is posted to it needs a lock.
    : context_(std::make_unique<asio::io_context>(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO)),
      limits_(settings.limits),
      name_(settings.name),
      handler_(std::move(handler)),
      workers_(workers),
      log_(log),
      census_(census),
      readiness_(executor(), [this](const std::exception& thrown) { report(thrown); }),
      deadlines_(tick_of(settings.limits)),
      writer_(settings.extra_headers),
      refusal_lines_(settings.refusal_lines),
      mailbox_(std::make_shared<Mailbox>(*context_)),
      upstreams_(std::make_unique<UpstreamPool>(readiness_, deadlines_, census, Names{settings.names, mailbox_})),
      ticker_(*context_),
      last_tick_(std::chrono::steady_clock::now().time_since_epoch().count()) {}

Loop::~Loop() {
  halt();
}

void Loop::halt() {
  mailbox_->close();
  context_->stop();
  if (thread_.joinable()) thread_.join();
  acceptors_.clear();
  upstreams_->close();
  while (!connections_.empty()) (*connections_.begin())->abort();
  ticker_.cancel();
  // What was cancelled runs here, so that everything lets go of the connections before the loop goes.
  context_->restart();
  context_->poll();
}

void Loop::listen(int fd, std::shared_ptr<asio::ssl::context> tls, Socket whose) {
  acceptors_.push_back(std::make_unique<Acceptor>(*this, fd, std::move(tls)));
  if (whose == Socket::inherited) inherited_.push_back(acceptors_.back().get());
}

void Loop::renew_tls(std::shared_ptr<asio::ssl::context> tls) {
  mailbox_->post([this, tls = std::move(tls)] {
    upstreams_->forget_tls();
    if (!tls) return;
    for (const auto& acceptor : acceptors_) acceptor->renew_tls(tls);
  });
}

void Loop::run() {
  for (const auto& acceptor : acceptors_) acceptor->accept();
  tick();
  // Signals are for the thread that waits for them.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { work(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Loop::work() {
  for (;;) {
    try {
      context_->run();
      return;
    } catch (const std::exception& thrown) {
      report(thrown);
    }
  }
}

// Out of memory, mostly: one connection lost, not the process. Then there may be none left to tell of it, either.
void Loop::report(const std::exception& thrown) noexcept {
  try {
    log(Level::error, "loop_exception", {{"what", thrown.what()}});
  } catch (...) {  // a line lost
  }
}

void Loop::tick() {
  last_tick_.store(std::chrono::steady_clock::now().time_since_epoch().count(), std::memory_order_relaxed);
  ticker_.expires_after(deadlines_.tick());  // first: what a timer throws must not end all others
  ticker_.async_wait([this](ErrorCode error) {
    if (!error) tick();
  });
  writer_.set_date(SystemClock().now());
  deadlines_.fire();
  upstreams_->drop_old();
  resume_accepting();
}

void Loop::resume_accepting() {
  for (const auto& acceptor : acceptors_) acceptor->resume();
}

void Loop::drain() {
  mailbox_->post([this] {
    draining_ = true;
    for (const auto& acceptor : acceptors_)
      if (std::ranges::find(inherited_, acceptor.get()) == inherited_.end()) acceptor->accept_the_rest();
    inherited_.clear();
    acceptors_.clear();
    for_each_connection([](Connection& connection) { connection.drain(); });
    const std::lock_guard lock(idle_mutex_);
    is_idle_ = connections_.empty();
    idle_.notify_all();
  });
}

void Loop::give_up() {
  mailbox_->post([this] { for_each_connection([](Connection& connection) { connection.give_up(); }); });
}

// A call may end any connection.
void Loop::for_each_connection(void (*call)(Connection&)) {
  std::vector<std::shared_ptr<Connection>> all;
  all.reserve(connections_.size());
  for (Connection* const connection : connections_) all.push_back(connection->shared_from_this());
  for (const auto& connection : all) call(*connection);
}

bool Loop::wait_until_idle(std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(idle_mutex_);
  return idle_.wait_until(lock, until, [this] { return is_idle_; });
}

void Loop::log(Level level, std::string_view event, std::vector<LogField> fields) noexcept {
  try {
    fields.insert(fields.begin(), LogField{"server", name_});
    log_.write(level, event, std::move(fields));
  } catch (...) {  // a line lost, and not what it tells of: there may be an answer to send yet
  }
}

// Throws nothing: whoever accepts goes on accepting.
void Loop::adopt(int fd, asio::ssl::context* tls) {
  try {
    tallies.accepted.add();
    const auto connection = std::make_shared<Connection>(*this, fd);
    connections_.insert(connection.get());
    census_.open.fetch_add(1, std::memory_order_relaxed);
    connection->start(tls);
  } catch (const std::exception& thrown) {
    report(thrown);
  }
}

void Loop::forget(Connection& connection) {
  if (connections_.erase(&connection) == 0) return;
  census_.open.fetch_sub(1, std::memory_order_relaxed);
  if (!draining_) return;
  const std::lock_guard lock(idle_mutex_);
  is_idle_ = connections_.empty();
  if (is_idle_) idle_.notify_all();
}

}  // namespace sallyport::net
