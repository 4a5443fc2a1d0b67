#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "net/engine/listen_socket.h"
#include "net/engine/name_service.h"
#include "net/engine/tls_native.h"
#include "net/server/server.h"
#include "net/server/server_loop_native.h"

namespace sallyport::net {
namespace {

// File descriptors that connections must leave for databases, logs and keys.
constexpr std::size_t kDescriptorsForOthers = 64;

// The time to send the 503 to a request that was not answered before the drain timeout.
constexpr auto kLastWords = std::chrono::milliseconds(500);

// Upstreams get a quarter of the descriptors that connections may use, so that idle clients alone cannot stop the
// proxy.
struct Shares {
  std::size_t clients;
  std::size_t upstreams;
};

Shares share_descriptors(std::size_t wanted) {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY) return {wanted, wanted};
  const auto most = static_cast<std::size_t>(files.rlim_cur);
  const auto rest = most > 2 * kDescriptorsForOthers ? most - kDescriptorsForOthers : most / 2;
  return {std::min(wanted, rest - rest / 4), rest / 4};
}

class LoopServer final : public Server {
 public:
  LoopServer(const Settings& settings, const MakeHandler& make_handler, Workers& workers, Log& log)
      : LoopServer(settings, make_handler, workers, log, share_descriptors(settings.limits.connections)) {}
  LoopServer(const Settings& settings, const MakeHandler& make_handler, Workers& workers, Log& log, Shares shares)
      : quotas_{Quota(shares.clients), Quota(shares.upstreams)}, drain_timeout_(settings.limits.drain_timeout) {
    for (int i = 0; i < std::max(settings.loops, 1); ++i)
      loops_.push_back(std::make_unique<ServerLoop>(settings, make_handler(), workers, log, quotas_));
  }
  ~LoopServer() override {
    loops_.clear();
    for (const auto& path : unix_paths_) ::unlink(path.c_str());
  }

  Result<void> listen(const Listen& listen) {
    std::shared_ptr<asio::ssl::context> tls;
    if (listen.tls) {
      SALLYPORT_TRY(tls, make_server_tls(*listen.tls));
    }
    const bool is_unix = !listen.unix_path.empty() && listen.inherited_fd < 0;
    const bool is_inherited = listen.inherited_fd >= 0;
    const bool is_tcp = !is_unix && !is_inherited;
    const auto sharing = is_tcp && loops_.size() > 1 ? PortSharing::first : PortSharing::no;
    SALLYPORT_TRY(const int first, open_listen_socket(listen, sharing));
    if (is_unix) unix_paths_.push_back(listen.unix_path);
    const int port = port_of(first);
    if (port != 0) ports_.push_back(port);
    Listen same = listen;
    same.port = is_tcp ? port : 0;
    const auto whose = is_inherited ? ServerLoop::Socket::inherited : ServerLoop::Socket::ours;
    for (std::size_t i = 0; i < loops_.size(); ++i) {
      int fd = first;
      if (i > 0) {
        SALLYPORT_TRY(fd, another(same, first));
      }
      loops_[i]->listen(fd, tls, whose);
    }
    return {};
  }

  void run() {
    for (const auto& loop : loops_) loop->run();
  }

  std::vector<int> ports() const override { return ports_; }

  void stop() override {
    const auto until = std::chrono::steady_clock::now() + drain_timeout_;
    for (const auto& loop : loops_) loop->drain();
    bool idle = true;
    for (const auto& loop : loops_) idle = loop->wait_until_idle(until) && idle;
    if (!idle) {
      for (const auto& loop : loops_) loop->give_up();
      const auto last = std::chrono::steady_clock::now() + kLastWords;
      for (const auto& loop : loops_) loop->wait_until_idle(last);
    }
    for (const auto& loop : loops_) loop->halt();
  }

  Result<void> renew_tls(const std::optional<TlsIdentity>& identity) override {
    std::shared_ptr<asio::ssl::context> tls;
    if (identity) {
      SALLYPORT_TRY(tls, make_server_tls(*identity));
    }
    for (const auto& loop : loops_) loop->renew_tls(tls);
    return {};
  }

  bool responsive(std::chrono::milliseconds lately) const override {
    const auto now = std::chrono::steady_clock::now();
    return std::ranges::all_of(loops_, [&](const auto& loop) { return now - loop->loop().last_tick() < lately; });
  }

  Counters counters() const override {
    Counters sum;
    for (const auto& loop : loops_) {
      sum.requests += loop->tallies().requests.value();
      sum.connections_accepted += loop->tallies().accepted.value();
      sum.refused_malformed += loop->tallies().malformed.value();
      sum.workers_saturated += loop->tallies().saturated.value();
    }
    sum.connections_open = quotas_.clients.taken();
    sum.upstream_connections = quotas_.upstreams.taken();
    return sum;
  }

 private:
  // A listening socket for one more loop: for TCP a new one on the same port, otherwise a duplicate of `first`.
  static Result<int> another(const Listen& listen, int first) {
    const bool is_tcp = listen.unix_path.empty() && listen.inherited_fd < 0;
    if (is_tcp) return open_listen_socket(listen, PortSharing::further);
    const int fd = ::fcntl(first, F_DUPFD_CLOEXEC, 3);
    if (fd < 0) return failure(Kind::unavailable, "listen", "", "dup");
    return fd;
  }

  Serving::Quotas quotas_;
  std::chrono::milliseconds drain_timeout_;
  std::vector<std::unique_ptr<ServerLoop>> loops_;
  std::vector<int> ports_;
  std::vector<std::string> unix_paths_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(Settings settings, MakeHandler make_handler, Workers& workers, Log& log) {
  if (!settings.names) settings.names = std::make_shared<NameService>();
  auto server = std::make_unique<LoopServer>(settings, make_handler, workers, log);
  for (const auto& listen : settings.listen) SALLYPORT_CHECK(server->listen(listen));
  server->run();
  return Result<std::unique_ptr<Server>>(std::move(server));
}

}  // namespace sallyport::net
