#include <fmt/format.h>

#include "app/commands/commands.h"
#include "app/config/build/load.h"
#include "app/os/console.h"
#include "app/os/json_log.h"
#include "app/os/private_memory.h"
#include "app/os/service_manager.h"
#include "app/os/signals.h"
#include "app/run/reload.h"
#include "app/run/stored_version.h"
#include "app/run/timer.h"
#include "app/run/version.h"
#include "app/run/wiring.h"
#include "crypto/system_random.h"

namespace sallyport::app {
namespace {

constexpr std::size_t kWaitingTasks = 1024;
constexpr std::chrono::milliseconds kLookForVersions{250};
constexpr std::chrono::milliseconds kUnwatched{3600000};
constexpr std::chrono::milliseconds kLoopsComeRound{5000};  // a healthy event loop reports every second

// Prints the link on the terminal only, not in the log. The first person who opens it sets the local administrator's
// password.
void print_setup_link(const RunningGateway& gateway) {
  if (const auto& link = gateway.setup_link())
    complain(fmt::format("Set the local administrator's password here, once: {}\n", *link));
}

std::string one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

// Serves until a signal asks it to stop. Returns that signal.
int run(RunningGateway& gateway, Reloader& reloader, const ServiceManager& manager, Log& log) {
  const auto pause = manager.watchdog() ? *manager.watchdog() / 2 : kUnwatched;
  manager.notify("READY=1\nSTATUS=Serving.");
  BesideSignals reloads([&](const std::stop_token& give_up) {
    const std::string outcome = reloader.reload(give_up);
    manager.notify("READY=1\nSTATUS=" + one_line(outcome));
  });
  const auto look = [&] {
    if (gateway.hears_new_version()) reloads.ask();
  };
  const Timer versions(kLookForVersions, look, log);
  for (;;) {
    // If an event loop hangs, send nothing, so that the service manager restarts the process.
    if (manager.watchdog() && gateway.responsive(kLoopsComeRound)) manager.notify("WATCHDOG=1");
    const auto signal = wait_for_service_signal(pause);
    if (!signal) continue;
    if (!asks_for_reload(*signal)) return *signal;
    manager.notify_reloading();
    reloads.ask();
  }
}

// Logs the error, and the configuration key to change if there is one.
void log_failed_start(Log& log, const Error& error, const config::LoadedConfig& config) {
  const config::Finding why = explain(error, config);
  std::vector<LogField> fields{{"reason", std::string(error.reason)}, {"detail", error.detail}};
  if (!why.key.empty()) fields.insert(fields.end(), {{"key", why.key}, {"file", why.file}, {"write", why.write}});
  log.write(Level::error, "start_failed", std::move(fields));
}

ExitCode serve(const std::string& path) {
  block_service_signals();
  keep_memory(Memory::ours_alone);  // before the first secret is read
  const auto surroundings = config::process_surroundings();
  const SystemClock clock;
  crypto::SystemRandom random;
  const config::LoadedConfig config = load_with_version(path, surroundings, OldTables::bring_up_to_date, random, clock);
  for (const config::Finding& finding : config.findings) complain(config::print_text(finding) + "\n");
  if (!config.settings) {
    complain("The configuration is refused; nothing was started.\n");
    return ExitCode::refused;
  }
  if (config.core_dumps) keep_memory(Memory::open_to_user);
  JsonLog log({.debug = config.debug_log});
  const auto fail = [&](const Error& error) {
    log_failed_start(log, error, config);
    return ExitCode::failed;
  };
  log.write(Level::info, "starting",
            {{"version", std::string(kVersion)}, {"revision", std::string(kRevision)}, {"config", path}});
  const ServiceManager manager(surroundings.environment);
  const auto sockets = inherited_sockets(surroundings.environment);
  if (!sockets) return fail(sockets.error());
  const auto workers = net::Workers::make(config.settings->server.workers, kWaitingTasks, &log);
  const auto started = RunningGateway::start(config, {clock, random, log, *workers}, *sockets);
  if (!started) return fail(started.error());
  RunningGateway& gateway = **started;
  gateway.metrics().watch("log_dropped_total", gateway::MetricKind::counter,
                          "Log lines dropped because nobody read them.", [&log] { return log.dropped(); });
  Reloader reloader(path, gateway, log, clock);
  print_setup_link(gateway);
  log.write(Level::info, "ready",
            {{"url", gateway.public_url()},
             {"port", std::to_string(gateway.port())},
             {"health_port", std::to_string(gateway.health_port())},
             {"inherited_sockets", std::to_string(sockets->size())}});
  const int signal = run(gateway, reloader, manager, log);
  manager.notify("STOPPING=1\nSTATUS=Finishing what is under way.");
  log.write(Level::info, "stopping", {{"signal", std::to_string(signal)}});
  gateway.stop();
  log.write(Level::info, "stopped", {});
  return ExitCode::done;
}

}  // namespace

void add_serve_command(Command app) {
  const Command command = app.add_command("serve", "Run the gateway in front of your applications.");
  auto path = std::make_shared<std::string>();
  command.add_option("--config", *path, "The configuration, YAML; see docs/configuration.md")
      .required()
      .type_name("FILE");
  command.runs([path] { return serve(*path); });
}

}  // namespace sallyport::app
