#include "app/wiring.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <thread>

#include "app/generation.h"
#include "app/secret_file.h"
#include "app/version.h"
#include "gateway/gateway.h"
#include "net/server.h"
#include "net/task_group.h"
#include "stores/sqlite/gateway_schema.h"
#include "stores/sqlite/identity_store.h"
#include "stores/sqlite/local_admin_store.h"

namespace sallyport::app {
namespace {

constexpr std::chrono::seconds kMaintainEvery{2};

// A thread that does the same thing every few seconds until it is destroyed. It waits for a time, not for a moment: no
// clock that is moved makes it late.
class Timer {
 public:
  Timer(std::chrono::milliseconds every, std::function<void()> task)
      : stop_(::eventfd(0, EFD_CLOEXEC)), thread_([this, every, work = std::move(task)] {
          do work();
          while (!stopped_within(every));
        }) {}
  ~Timer() {
    ::eventfd_write(stop_, 1);
    thread_.join();
    ::close(stop_);
  }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

 private:
  bool stopped_within(std::chrono::milliseconds time) const {
    pollfd waiting{stop_, POLLIN, 0};
    return ::poll(&waiting, 1, static_cast<int>(time.count())) > 0;
  }

  const int stop_;
  std::thread thread_;
};

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  if (!file) return failure(Kind::unavailable, "file", {}, "cannot read " + path);
  return text;
}

Result<std::optional<net::TlsIdentity>> read_tls(const gateway::ServerSettings& server) {
  if (server.tls_certificate_file.empty()) return std::optional<net::TlsIdentity>();
  SALLYPORT_TRY(auto certificate, read_file(server.tls_certificate_file));
  SALLYPORT_TRY(auto key, read_file(server.tls_key_file));
  return std::optional(net::TlsIdentity{std::move(certificate), Secret(std::move(key))});
}

bool is_unix(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  return ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0 && address.ss_family == AF_UNIX;
}

constexpr std::string_view kAdminSocket = "admin";

// Ours, unless one of the kind was handed to us.
Result<std::vector<net::Listen>> public_listeners(const gateway::ServerSettings& server,
                                                  const std::vector<InheritedSocket>& sockets) {
  SALLYPORT_TRY(const auto tls, read_tls(server));
  std::vector<net::Listen> tcp;
  std::vector<net::Listen> unix_sockets;
  for (const InheritedSocket& socket : sockets) {
    if (socket.name == kAdminSocket) continue;
    net::Listen inherited;
    inherited.inherited_fd = socket.fd;
    if (is_unix(socket.fd)) {
      unix_sockets.push_back(std::move(inherited));
      continue;
    }
    inherited.tls = tls;
    tcp.push_back(std::move(inherited));
  }
  if (tcp.empty()) {
    net::Listen own;
    own.address = server.address;
    own.port = server.port;
    own.tls = tls;
    tcp.push_back(std::move(own));
  }
  if (unix_sockets.empty() && !server.unix_socket.empty()) {
    net::Listen own;
    own.unix_path = server.unix_socket;
    unix_sockets.push_back(std::move(own));
  }
  tcp.insert(tcp.end(), unix_sockets.begin(), unix_sockets.end());
  return tcp;
}

net::Listen admin_listener(const gateway::ServerSettings& server, const std::vector<InheritedSocket>& sockets) {
  net::Listen admin;
  admin.address = server.admin_address;
  admin.port = server.admin_port;
  const auto handed = std::ranges::find(sockets, kAdminSocket, &InheritedSocket::name);
  if (handed != sockets.end()) admin.inherited_fd = handed->fd;
  return admin;
}

net::ServerLimits public_limits(const gateway::ServerTimeouts& timeouts) {
  net::ServerLimits limits;
  limits.header_timeout = timeouts.header;
  limits.idle_timeout = timeouts.idle;
  limits.body_timeout = timeouts.body;
  limits.write_timeout = timeouts.write;
  limits.drain_timeout = timeouts.drain;
  return limits;
}

// Few ask here, and none may hold up a stop.
net::ServerLimits admin_limits() {
  net::ServerLimits limits;
  limits.connections = 32;
  limits.drain_timeout = std::chrono::milliseconds(500);
  return limits;
}

gateway::Program this_program() {
  return {std::string(kVersion), std::string(kRevision), kCommitTime};
}

SettingsPtr checked_settings(const config::LoadedConfig& config) {
  gateway::Settings settings = *config.settings;
  settings.program = this_program();
  return std::make_shared<const gateway::Settings>(std::move(settings));
}

}  // namespace

// In the order in which they are made; taken down in the opposite one.
struct RunningGateway::Parts {
  Parts(const gateway::Settings& settings, std::unique_ptr<stores::Database> d, const Ground& g)
      : ground(g),
        database(std::move(d)),
        people(*database, g.random, g.log),
        local_admin(*database, g.log),
        shared(settings, g.clock),
        fixed{g.clock, g.random, g.log, *database, people, local_admin, metrics, shared, stopping.get_token()} {}

  const Ground ground;
  std::stop_source stopping;
  const std::unique_ptr<stores::Database> database;
  stores::SqliteIdentityStore people;
  stores::SqliteLocalAdminStore local_admin;
  gateway::Metrics metrics;
  gateway::Shared shared;
  const FixedParts fixed;
  std::shared_ptr<Generation> generation;
  std::unique_ptr<gateway::ServicesInForce> in_force;
  std::optional<std::string> admin_link;
  std::unique_ptr<net::TaskGroup> tasks;  // after what they use, before who hands them out
  std::unique_ptr<net::Server> public_server;
  std::unique_ptr<net::Server> admin_server;
  std::unique_ptr<Timer> timer;

  Result<void> listen(const std::vector<InheritedSocket>& sockets);
  void watch();
};

// The first listener is told of before the second one can be asked about it.
void RunningGateway::Parts::watch() {
  using gateway::MetricKind;
  const auto add = [this](std::string name, MetricKind kind, std::string help, auto member) {
    metrics.watch(std::move(name), kind, std::move(help), [this, member] { return public_server->counters().*member; });
  };
  using Counters = net::Server::Counters;
  add("connections_open", MetricKind::gauge, "Clients that are connected.", &Counters::connections_open);
  add("upstream_connections", MetricKind::gauge, "Connections to upstreams, idle ones included.",
      &Counters::upstream_connections);
  add("connections_total", MetricKind::counter, "Connections accepted.", &Counters::connections_accepted);
  add("requests_total", MetricKind::counter, "Requests read.", &Counters::requests);
  add("requests_malformed_total", MetricKind::counter, "Requests that could not be read.",
      &Counters::refused_malformed);
  add("workers_saturated_total", MetricKind::counter, "Requests answered 503 because every worker was busy.",
      &Counters::workers_saturated);
}

Result<void> RunningGateway::Parts::listen(const std::vector<InheritedSocket>& sockets) {
  const gateway::ServerSettings& server = generation->settings().server;
  tasks = std::make_unique<net::TaskGroup>(ground.workers);
  SALLYPORT_TRY(auto listeners, public_listeners(server, sockets));
  SALLYPORT_TRY(public_server, net::Server::start(
                                   {.listen = std::move(listeners),
                                    .limits = public_limits(server.timeouts),
                                    .loops = server.loops,
                                    .name = "gateway",
                                    .extra_headers = {},
                                    .refusal_lines = generation->services().prepared.plain_lines},
                                   [this] { return gateway::make_handler(*in_force); }, *tasks, ground.log));
  watch();
  SALLYPORT_TRY(admin_server, net::Server::start(
                                  {.listen = {admin_listener(server, sockets)},
                                   .limits = admin_limits(),
                                   .loops = 1,
                                   .name = "admin",
                                   .extra_headers = {}},
                                  [this] { return gateway::make_admin_handler(*in_force); }, *tasks, ground.log));
  return {};
}

RunningGateway::RunningGateway(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

RunningGateway::~RunningGateway() {
  stop();
}

Result<std::unique_ptr<RunningGateway>> RunningGateway::start(const config::LoadedConfig& config, const Ground& ground,
                                                              const std::vector<InheritedSocket>& sockets) {
  const SettingsPtr settings = checked_settings(config);
  SALLYPORT_CHECK(ensure_data_dir(settings->server.data_dir));
  SALLYPORT_TRY(auto database,
                stores::Database::open({.path = settings->store_path, .busy_timeout = settings->store_busy_timeout},
                                       stores::gateway_schema()));
  auto parts = std::make_unique<Parts>(*settings, std::move(database), ground);
  SALLYPORT_TRY(parts->generation, Generation::make(settings, config, parts->fixed, nullptr));
  parts->in_force = std::make_unique<gateway::ServicesInForce>(Generation::services_of(parts->generation));
  SALLYPORT_TRY(parts->admin_link, gateway::ensure_local_admin(parts->generation->services()));
  SALLYPORT_CHECK(parts->listen(sockets));
  parts->timer = std::make_unique<Timer>(kMaintainEvery,
                                         [in_force = parts->in_force.get()] { gateway::maintain(*in_force->get()); });
  return std::unique_ptr<RunningGateway>(new RunningGateway(std::move(parts)));
}

Result<std::vector<FixedKey>> RunningGateway::reload(const config::LoadedConfig& config,
                                                     const std::stop_token& give_up) {
  gateway::Settings next = *config.settings;
  next.program = this_program();
  auto kept = keep_fixed(next, parts_->generation->settings());
  const auto settings = std::make_shared<const gateway::Settings>(std::move(next));
  SALLYPORT_TRY(auto generation, Generation::make(settings, config, parts_->fixed, parts_->generation.get(), give_up));
  SALLYPORT_TRY(const auto tls, read_tls(settings->server));
  // Only who may be the way in: a link that is open, or an administrator who was brought back, stays.
  std::optional<std::string> link = parts_->admin_link;
  if (settings->sign_in_configured != parts_->generation->settings().sign_in_configured) {
    SALLYPORT_TRY(link, gateway::ensure_local_admin(generation->services()));
  }
  SALLYPORT_CHECK(parts_->public_server->renew_tls(tls));
  // From here on nothing can fail.
  parts_->in_force->replace(Generation::services_of(generation));
  parts_->generation = std::move(generation);
  parts_->admin_link = std::move(link);
  return kept;
}

int RunningGateway::port() const {
  const auto ports = parts_->public_server->ports();
  return ports.empty() ? 0 : ports.front();
}

int RunningGateway::admin_port() const {
  const auto ports = parts_->admin_server->ports();
  return ports.empty() ? 0 : ports.front();
}

const std::string& RunningGateway::public_url() const {
  return parts_->generation->settings().server.public_url;
}

const std::optional<std::string>& RunningGateway::admin_link() const {
  return parts_->admin_link;
}

gateway::Metrics& RunningGateway::metrics() {
  return parts_->metrics;
}

bool RunningGateway::responsive(std::chrono::milliseconds lately) const {
  return parts_->public_server->responsive(lately) && parts_->admin_server->responsive(lately);
}

void RunningGateway::stop() {
  if (!parts_->public_server) return;
  parts_->shared.stopping = true;
  parts_->public_server->stop();
  parts_->stopping.request_stop();
  parts_->timer.reset();
  parts_->admin_server->stop();
  parts_->tasks->close();
  gateway::write_down_seen(parts_->generation->services());
  parts_->admin_server.reset();
  parts_->public_server.reset();
}

}  // namespace sallyport::app
