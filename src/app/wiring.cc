#include "app/wiring.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <thread>

#include "app/secret_file.h"
#include "app/version.h"
#include "gateway/gateway.h"
#include "net/curl_client.h"
#include "net/server.h"
#include "net/task_group.h"
#include "stores/sqlite/gateway_schema.h"
#include "stores/sqlite/identity_store.h"
#include "stores/sqlite/local_admin_store.h"
#include "stores/sqlite/session_store.h"

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

Result<std::vector<net::Listen>> public_listeners(const gateway::ServerSettings& server) {
  net::Listen tcp;
  tcp.address = server.address;
  tcp.port = server.port;
  if (!server.tls_certificate_file.empty()) {
    SALLYPORT_TRY(auto certificate, read_file(server.tls_certificate_file));
    SALLYPORT_TRY(auto key, read_file(server.tls_key_file));
    tcp.tls = net::TlsIdentity{std::move(certificate), Secret(std::move(key))};
  }
  std::vector<net::Listen> listeners{std::move(tcp)};
  if (!server.unix_socket.empty()) {
    net::Listen socket;
    socket.unix_path = server.unix_socket;
    listeners.push_back(std::move(socket));
  }
  return listeners;
}

net::Destinations destinations_of(const config::LoadedConfig& config) {
  net::Destinations destinations;
  destinations.hosts = config.outgoing_hosts;
  destinations.http_hosts = config.outgoing_http_hosts;
  destinations.loopback_hosts = config.outgoing_loopback_hosts;
  destinations.inside_hosts = config.outgoing_inside_hosts;
  destinations.ca_file = config.ca_file;
  return destinations;
}

Result<session::Sealer> open_sealer(const std::string& data_dir, Random& random) {
  SALLYPORT_TRY(auto secret, read_or_make_secret(data_dir + "/sealing.key", 32, random));
  SALLYPORT_TRY(auto key, crypto::AeadKey::from_bytes(std::move(secret)));
  return session::Sealer({std::move(key)}, random);
}

}  // namespace

// In the order in which they are made; taken down in the opposite one.
struct RunningGateway::Parts {
  Parts(std::shared_ptr<const gateway::Settings> s, std::unique_ptr<stores::Database> d, session::Sealer sealing,
        gateway::OwnKeys keys, std::unique_ptr<http::HttpClient> http, const Clock& clock, Random& random, Log& log)
      : settings(std::move(s)),
        database(std::move(d)),
        sessions(*database, settings->sessions.limits, random, log),
        people(*database, random, log),
        local_admin(*database, log),
        sealer(std::move(sealing)),
        own_keys(std::move(keys)),
        client(std::move(http)),
        provider(settings->sign_in_configured
                     ? std::make_unique<oidc::rp::Provider>(settings->provider.metadata, *client, clock, random, log)
                     : nullptr),
        shared(*settings, clock),
        services{settings, clock,       random, log,      *client, provider.get(), sessions,
                 people,   local_admin, sealer, own_keys, metrics, shared} {}

  const std::shared_ptr<const gateway::Settings> settings;
  const std::unique_ptr<stores::Database> database;
  stores::SqliteSessionStore sessions;
  stores::SqliteIdentityStore people;
  stores::SqliteLocalAdminStore local_admin;
  const session::Sealer sealer;
  const gateway::OwnKeys own_keys;
  const std::unique_ptr<http::HttpClient> client;
  const std::unique_ptr<oidc::rp::Provider> provider;
  gateway::Metrics metrics;
  gateway::Shared shared;
  gateway::Services services;
  std::optional<std::string> admin_link;
  std::unique_ptr<net::TaskGroup> tasks;  // after what they use, before who hands them out
  std::unique_ptr<net::Server> public_server;
  std::unique_ptr<net::Server> admin_server;
  std::unique_ptr<Timer> timer;
};

RunningGateway::RunningGateway(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

RunningGateway::~RunningGateway() {
  stop();
}

Result<std::unique_ptr<RunningGateway>> RunningGateway::start(const config::LoadedConfig& config, const Clock& clock,
                                                              Random& random, Log& log, net::Workers& workers) {
  gateway::Settings checked = *config.settings;
  checked.version = kVersion;
  const auto settings = std::make_shared<const gateway::Settings>(std::move(checked));
  const gateway::ServerSettings& server = settings->server;
  SALLYPORT_CHECK(ensure_data_dir(server.data_dir));
  SALLYPORT_TRY(auto database,
                stores::Database::open({.path = settings->store_path, .busy_timeout = settings->store_busy_timeout},
                                       stores::gateway_schema()));
  SALLYPORT_TRY(auto sealer, open_sealer(server.data_dir, random));
  const auto demo = settings->demo ? gateway::DemoUse::yes : gateway::DemoUse::no;
  SALLYPORT_TRY(auto own_keys, gateway::OwnKeys::open(settings->own_tokens, demo, random, log));
  auto parts = std::make_unique<Parts>(settings, std::move(database), std::move(sealer), std::move(own_keys),
                                       net::make_curl_client(destinations_of(config), config.outgoing_timeout), clock,
                                       random, log);
  SALLYPORT_TRY(parts->admin_link, gateway::ensure_local_admin(parts->services));

  gateway::Services& services = parts->services;
  parts->tasks = std::make_unique<net::TaskGroup>(workers);
  SALLYPORT_TRY(auto listeners, public_listeners(server));
  SALLYPORT_TRY(parts->public_server, net::Server::start(
                                          {.listen = std::move(listeners),
                                           .limits = {},
                                           .loops = server.loops,
                                           .name = "gateway",
                                           .extra_headers = {},
                                           .refusal_lines = services.shared.plain_lines},
                                          [&services] { return gateway::make_handler(services); }, *parts->tasks, log));
  net::Listen admin;
  admin.address = server.admin_address;
  admin.port = server.admin_port;
  SALLYPORT_TRY(parts->admin_server,
                net::Server::start(
                    {.listen = {std::move(admin)}, .limits = {}, .loops = 1, .name = "admin", .extra_headers = {}},
                    [&services] { return gateway::make_admin_handler(services); }, *parts->tasks, log));
  parts->timer = std::make_unique<Timer>(kMaintainEvery, [&services] { gateway::maintain(services); });
  return std::unique_ptr<RunningGateway>(new RunningGateway(std::move(parts)));
}

int RunningGateway::port() const {
  return parts_->public_server->ports().front();
}

int RunningGateway::admin_port() const {
  return parts_->admin_server->ports().front();
}

const std::string& RunningGateway::public_url() const {
  return parts_->settings->server.public_url;
}

const std::optional<std::string>& RunningGateway::admin_link() const {
  return parts_->admin_link;
}

void RunningGateway::stop() {
  if (!parts_->public_server) return;
  parts_->public_server->stop();
  parts_->timer.reset();
  gateway::maintain(parts_->services);
  parts_->admin_server->stop();
  parts_->tasks->close();
  parts_->public_server.reset();
  parts_->admin_server.reset();
}

}  // namespace sallyport::app
