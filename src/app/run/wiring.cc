#include "app/run/wiring.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <thread>

#include "app/os/secret_file.h"
#include "app/run/audit_trail.h"
#include "app/run/generation.h"
#include "app/run/listeners.h"
#include "app/run/mail_queue.h"
#include "app/run/reload_rules.h"
#include "app/run/store_options.h"
#include "app/run/telemetry.h"
#include "app/run/timer.h"
#include "app/run/version.h"
#include "gateway/gateway.h"
#include "gateway/operation/health_listener.h"
#include "gateway/operation/maintenance.h"
#include "gateway/operator_handler.h"
#include "gateway/sign_in/local_admin_link.h"
#include "net/client/smtp_client.h"
#include "net/engine/task_group.h"
#include "net/server/server.h"
#include "stores/open_gateway.h"

namespace sallyport::app {
namespace {

// What other processes change must take effect within a second. hear_changes() waits for it, and begins again soon.
constexpr std::chrono::milliseconds kListenAgain{50};
constexpr std::chrono::milliseconds kLookEvery{1000};
constexpr std::chrono::milliseconds kWriteEvery{2000};
constexpr std::chrono::milliseconds kAskEvery{2000};
constexpr std::chrono::milliseconds kRecordEvery{250};
constexpr std::chrono::seconds kMailTimeout{30};
// Before the second and the following tries to send a mail, whose link is good for an hour.
constexpr std::array<std::chrono::milliseconds, 4> kMailPauses{std::chrono::seconds(10), std::chrono::minutes(1),
                                                               std::chrono::minutes(5), std::chrono::minutes(15)};

gateway::Program this_program() {
  return {std::string(kVersion), std::string(kRevision), kCommitTime};
}

SettingsPtr checked_settings(const config::LoadedConfig& config) {
  gateway::Settings settings = *config.settings;
  settings.program = this_program();
  return std::make_shared<const gateway::Settings>(std::move(settings));
}

Result<void> check_version(stores::GatewayStores& stores, std::int64_t loaded) {
  SALLYPORT_TRY(const auto newest, stores.versions().newest());
  const std::int64_t stored = newest ? newest->number : 0;
  if (stored == loaded) return {};
  return failure(Kind::unavailable, "config_version_changed", {},
                 "the store has version " + std::to_string(stored) + " of the configuration, and version " +
                     std::to_string(loaded) + " was read; start again");
}

}  // namespace

// The members are in the order of construction, and are destroyed in the reverse order.
struct RunningGateway::Parts {
  Parts(const gateway::Settings& settings, const config::LoadedConfig& config,
        std::unique_ptr<stores::GatewayStores> opened, const Ground& g)
      : ground(g),
        stores(std::move(opened)),
        trail(audit_node(settings.server.data_dir, MissingNode::make, g.random, g.log), {"gateway", "", ""},
              stores->audit(), g.clock, g.log),
        shared(settings, g.clock),
        telemetry(Telemetry::make(settings, config.ca_file, g.clock, g.random, g.log)),
        mail([this](const gateway::Mail& letter, const std::stop_token& stop) { return send(letter, stop); },
             {kMailPauses.begin(), kMailPauses.end()}, trail.log()),
        fixed{
            g.clock, g.random, trail.log(), *stores, metrics, shared, mail, stopping.get_token(), {telemetry->sink()}} {
  }

  const Ground ground;
  std::stop_source stopping;
  const std::unique_ptr<stores::GatewayStores> stores;
  AuditTrail trail;
  gateway::Metrics metrics;
  gateway::SharedState shared;
  const std::unique_ptr<Telemetry> telemetry;
  mutable std::mutex changing;  // held while a generation takes another's place; guards `loaded` and `generation`
  config::LoadedConfig loaded;
  WaitingMail mail;  // its thread reads `loaded`
  const FixedParts fixed;
  std::shared_ptr<Generation> generation;
  std::unique_ptr<gateway::PartsInForce> in_force;
  std::optional<std::string> setup_link;
  std::atomic<bool> keys_not_taken{false};
  std::unique_ptr<net::TaskGroup> tasks;  // declared after what tasks use, and before the servers that start them
  std::unique_ptr<net::Server> public_server;
  std::unique_ptr<net::Server> health_server;
  std::unique_ptr<net::Server> operator_server;  // null: there is none
  std::vector<std::unique_ptr<Timer>> timers;

  Result<void> listen(const std::vector<InheritedSocket>& sockets);
  void listen_to_operator(const gateway::ServerSettings& server);
  void watch_server();
  void start_timers();
  void put_in_force(std::shared_ptr<Generation> next);
  void take_up_keys();
  void keep_trail();
  Result<void> send(const gateway::Mail& letter, const std::stop_token& stop);

  std::shared_ptr<Generation> current() const {
    const std::lock_guard lock(changing);
    return generation;
  }
  std::shared_ptr<const gateway::OperationParts> operation_parts() const {
    const gateway::PartsPtr parts = in_force->get();
    return {parts, &parts->operation};
  }
};

// Registers the public server's metrics before the health listener can serve them.
void RunningGateway::Parts::watch_server() {
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
  metrics.watch("shared_keys_not_taken", MetricKind::gauge,
                "1 while the shared keys have changed and this node does not have them yet.",
                [this] { return keys_not_taken ? std::uint64_t{1} : std::uint64_t{0}; });
}

Result<void> RunningGateway::Parts::listen(const std::vector<InheritedSocket>& sockets) {
  const gateway::ServerSettings& server = generation->settings().server;
  tasks = std::make_unique<net::TaskGroup>(ground.workers);
  SALLYPORT_TRY(auto listeners, public_listeners(server, sockets));
  auto serving = net::Server::start(
      {.listen = std::move(listeners),
       .limits = public_limits(server.timeouts),
       .loops = server.loops,
       .name = "gateway",
       .extra_headers = {},
       .refusal_lines = generation->parts().essentials().prepared.plain_lines},
      [this] { return gateway::make_handler(*in_force); }, *tasks, ground.log);
  if (!serving) return Failure(explain_public(serving.error()));
  public_server = *std::move(serving);
  watch_server();
  auto telling = net::Server::start(
      {.listen = {health_listener(server, sockets)},
       .limits = inner_limits(),
       .loops = 1,
       .name = "health",
       .extra_headers = {}},
      [this] { return gateway::make_health_handler([this] { return operation_parts(); }); }, *tasks, ground.log);
  if (!telling) return Failure(explain_health(telling.error()));
  health_server = *std::move(telling);
  listen_to_operator(server);
  return {};
}

// Commands need this socket, and people do not. So a gateway whose socket cannot be opened serves without it.
void RunningGateway::Parts::listen_to_operator(const gateway::ServerSettings& server) {
  auto listener = operator_listener(server);
  if (!listener) return;
  auto serving = net::Server::start(
      {.listen = {*std::move(listener)}, .limits = inner_limits(), .loops = 1, .name = "operator", .extra_headers = {}},
      [this] { return gateway::make_operator_handler(*in_force, {::geteuid(), name_of_user}); }, *tasks, ground.log);
  if (serving) {
    operator_server = *std::move(serving);
    return;
  }
  ground.log.write(Level::warning, "operator_socket_not_open",
                   {{"reason", std::string(serving.error().reason)}, {"detail", serving.error().detail}});
}

// Tasks that must run within seconds share no thread with tasks that may wait for the store's lock or for the provider.
void RunningGateway::Parts::start_timers() {
  const auto every = [this](std::chrono::milliseconds pause, void (*task)(const gateway::OperationParts&)) {
    timers.push_back(std::make_unique<Timer>(pause, [this, task] { task(*operation_parts()); }, ground.log));
  };
  every(kListenAgain, gateway::hear_changes);
  every(kLookEvery, gateway::look_around);
  timers.push_back(std::make_unique<Timer>([this] { return gateway::doubt_caches(*operation_parts()); }, ground.log));
  every(kWriteEvery, gateway::tidy_store);
  every(kAskEvery, gateway::ask_provider);
  timers.push_back(std::make_unique<Timer>(kLookEvery, [this] { take_up_keys(); }, ground.log));
  timers.push_back(
      std::make_unique<Timer>(kRecordEvery, [this] { trail.write(in_force->get()->own_tokens.own_keys); }, ground.log));
  timers.push_back(std::make_unique<Timer>(kLookEvery, [this] { keep_trail(); }, ground.log));
}

void RunningGateway::Parts::put_in_force(std::shared_ptr<Generation> next) {
  in_force->replace(Generation::parts_of(next));
  generation = std::move(next);
}

// Sends by the relay of the configuration in force, which may be another one than when the mail was left.
Result<void> RunningGateway::Parts::send(const gateway::Mail& letter, const std::stop_token& stop) {
  std::optional<config::LoadedConfig::MailRelay> relay;
  net::SmtpRelay server;
  {
    const std::lock_guard lock(changing);
    relay = loaded.mail;
    server.ca_file = loaded.ca_file;
  }
  if (!relay) return failure(Kind::rejected, "mail_off");
  server.url = relay->url;
  server.tls = relay->demands_tls ? net::SmtpTls::demanded : net::SmtpTls::waived;
  server.user = relay->user;
  server.password = relay->password;
  const std::string id = random_token(ground.random) + relay->from.substr(relay->from.rfind('@'));
  return net::send_mail(server, {relay->from, letter.to, letter.subject, letter.text, id}, ground.clock.now(),
                        kMailTimeout, stop);
}

// After another process has changed the shared keys: the same configuration, with the keys that are in the store now.
// Whatever fails is tried again, also if memory runs out.
void RunningGateway::Parts::take_up_keys() try {
  if (!shared.keys_changed.exchange(false)) return;
  keys_not_taken = true;
  const std::lock_guard lock(changing);
  if (generation->settings().store.key.empty()) {  // our keys are files
    keys_not_taken = false;
    return;
  }
  const auto settings = std::make_shared<const gateway::Settings>(generation->settings());
  auto next = Generation::make(settings, loaded, fixed, generation.get());
  if (!next) {
    ground.log.write(Level::error, "shared_keys_not_taken",
                     {{"reason", std::string(next.error().reason)}, {"detail", next.error().detail}});
    shared.keys_changed = true;
    return;
  }
  put_in_force(*std::move(next));
  keys_not_taken = false;
  trail.log().write(Level::audit, "shared_keys_taken", {});
} catch (...) {
  shared.keys_changed = true;
  throw;
}

void RunningGateway::Parts::keep_trail() {
  const gateway::PartsPtr parts = in_force->get();
  trail.sign(parts->own_tokens.own_keys);
  trail.retain(parts->own_tokens.own_keys, parts->essentials().settings->audit.keep_for);
}

RunningGateway::RunningGateway(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

RunningGateway::~RunningGateway() {
  stop();
}

Result<std::unique_ptr<RunningGateway>> RunningGateway::start(const config::LoadedConfig& config, const Ground& ground,
                                                              const std::vector<InheritedSocket>& sockets) {
  const SettingsPtr settings = checked_settings(config);
  SALLYPORT_CHECK(ensure_data_dir(settings->server.data_dir));
  warn_of_readers(settings->server.data_dir, ground.log);
  SALLYPORT_TRY(auto stores, stores::open_gateway_stores(store_options(settings->store, stores::WhenMissing::make),
                                                         ground.random, ground.clock, ground.log));
  auto parts = std::make_unique<Parts>(*settings, config, std::move(stores), ground);
  // Begins to listen for changes before the keys and the version are read, and before it serves.
  SALLYPORT_CHECK(parts->stores->sessions(settings->sessions.limits)->changes_elsewhere({}));
  SALLYPORT_CHECK(check_version(*parts->stores, settings->config_version));
  SALLYPORT_CHECK(gateway::ensure_policies(parts->stores->access(), ground.random, ground.clock));
  parts->shared.policies.use(settings->vocabulary, settings->required_operations());
  SALLYPORT_CHECK(
      identity::add_missing_bots(parts->stores->people_by_hand(), parts->stores->bots(), ground.clock.now()));
  SALLYPORT_CHECK(parts->shared.policies.take_up(parts->stores->access()));
  SALLYPORT_TRY(parts->generation, Generation::make(settings, config, parts->fixed, nullptr));
  parts->loaded = config;
  parts->in_force = std::make_unique<gateway::PartsInForce>(Generation::parts_of(parts->generation));
  SALLYPORT_TRY(parts->setup_link, gateway::ensure_local_admin(parts->generation->parts().local_accounts));
  SALLYPORT_CHECK(parts->listen(sockets));
  parts->trail.watch(parts->metrics);
  parts->start_timers();
  parts->telemetry->start(parts->metrics);
  return std::unique_ptr<RunningGateway>(new RunningGateway(std::move(parts)));
}

Result<std::vector<FixedKey>> RunningGateway::reload(const config::LoadedConfig& config,
                                                     const std::stop_token& give_up) {
  const std::lock_guard lock(parts_->changing);
  gateway::Settings next = *config.settings;
  next.program = this_program();
  const gateway::Settings& now = parts_->generation->settings();
  SALLYPORT_CHECK(check_nothing_is_dropped(next, now));
  auto kept = keep_fixed(next, now);
  const bool turns_sso_on = next.sign_in_configured && !now.sign_in_configured;
  const auto settings = std::make_shared<const gateway::Settings>(std::move(next));
  SALLYPORT_TRY(auto generation, Generation::make(settings, config, parts_->fixed, parts_->generation.get(), give_up));
  SALLYPORT_TRY(const auto tls, read_tls(settings->server));
  SALLYPORT_CHECK(parts_->public_server->renew_tls(tls));
  if (turns_sso_on) SALLYPORT_CHECK(gateway::retire_local_admin(generation->parts().local_accounts));
  // From here on nothing can fail. If the store does not answer now, hear_changes() takes the vocabulary up.
  parts_->shared.policies.use(settings->vocabulary, settings->required_operations());
  (void)take_up_policies(parts_->stores->access(), parts_->shared.policies, parts_->shared.revocations);
  parts_->put_in_force(std::move(generation));
  parts_->loaded = config;
  return kept;
}

int RunningGateway::port() const {
  const auto ports = parts_->public_server->ports();
  return ports.empty() ? 0 : ports.front();
}

int RunningGateway::health_port() const {
  const auto ports = parts_->health_server->ports();
  return ports.empty() ? 0 : ports.front();
}

std::string RunningGateway::public_url() const {
  return parts_->current()->settings().server.public_url;
}

const std::optional<std::string>& RunningGateway::setup_link() const {
  return parts_->setup_link;
}

Result<std::optional<configuration::Version>> RunningGateway::newest_version() {
  return parts_->stores->versions().newest();
}

bool RunningGateway::hears_new_version() {
  if (!parts_->shared.configuration_news.exchange(false)) return false;
  const auto newest = newest_version();
  if (!newest) return true;
  const std::int64_t in_force = parts_->in_force->get()->essentials().settings->config_version;
  return *newest && (*newest)->number != in_force;
}

Log& RunningGateway::log() {
  return parts_->trail.log();
}

gateway::Metrics& RunningGateway::metrics() {
  return parts_->metrics;
}

bool RunningGateway::responsive(std::chrono::milliseconds lately) const {
  return parts_->public_server->responsive(lately) && parts_->health_server->responsive(lately);
}

void RunningGateway::stop() {
  if (!parts_->public_server) return;
  parts_->shared.stopping = true;
  std::this_thread::sleep_for(parts_->current()->settings().server.timeouts.stop_delay);
  parts_->public_server->stop();
  if (parts_->operator_server) parts_->operator_server->stop();
  parts_->stopping.request_stop();
  parts_->timers.clear();
  parts_->telemetry->stop();  // before the servers go, whose figures it sends
  parts_->health_server->stop();
  parts_->tasks->close();
  gateway::write_down_seen(parts_->current()->parts().operation);
  parts_->trail.finish(parts_->current()->parts().own_tokens.own_keys);
  parts_->operator_server.reset();
  parts_->health_server.reset();
  parts_->public_server.reset();
}

}  // namespace sallyport::app
