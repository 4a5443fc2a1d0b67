#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "app/commands.h"
#include "app/config/load.h"
#include "app/json_log.h"
#include "app/private_memory.h"
#include "app/reload.h"
#include "app/service_manager.h"
#include "app/signals.h"
#include "app/startup_memory.h"
#include "app/version.h"
#include "app/wiring.h"
#include "crypto/system_random.h"

namespace sallyport::app {
namespace {

constexpr int kRefused = 1;
constexpr int kFailed = 3;
constexpr std::size_t kWaitingTasks = 1024;
constexpr std::chrono::milliseconds kUnwatched{3600000};
constexpr std::chrono::milliseconds kLoopsComeRound{5000};  // they do each second

// On the terminal alone, once: whoever opens it first sets the administrator's password.
void print_admin_link(const RunningGateway& gateway) {
  if (const auto& link = gateway.admin_link())
    fmt::print(stderr, "Set the local administrator's password here, once: {}\n", *link);
}

std::string one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

// Serves until a signal says stop; gives it.
int run(RunningGateway& gateway, Reloader& reloader, const ServiceManager& manager) {
  const auto pause = manager.watchdog() ? *manager.watchdog() / 2 : kUnwatched;
  manager.notify("READY=1\nSTATUS=Serving.");
  BesideSignals reloads([&](const std::stop_token& give_up) {
    const bool had_link = gateway.admin_link().has_value();
    const std::string outcome = reloader.reload(give_up);
    if (!had_link) print_admin_link(gateway);
    manager.notify("READY=1\nSTATUS=" + one_line(outcome));
  });
  for (;;) {
    // A loop that hangs is a reason to be restarted: then nothing is said, and the service manager acts.
    if (manager.watchdog() && gateway.responsive(kLoopsComeRound)) manager.notify("WATCHDOG=1");
    const auto signal = wait_for_service_signal(pause);
    if (!signal) continue;
    if (!asks_for_reload(*signal)) return *signal;
    manager.notify_reloading();
    reloads.ask();
  }
}

int serve(const std::string& path) {
  block_service_signals();
  keep_memory(Memory::ours_alone);  // before the first secret is read
  const auto surroundings = config::process_surroundings();
  const config::LoadedConfig config = config::load_config(path, surroundings);
  for (const config::Finding& finding : config.findings) fmt::print(stderr, "{}\n", config::print_text(finding));
  if (!config.settings) {
    fmt::print(stderr, "The configuration is refused; nothing was started.\n");
    return kRefused;
  }
  if (config.core_dumps) keep_memory(Memory::open_to_user);
  const SystemClock clock;
  crypto::SystemRandom random;
  JsonLog log({.debug = config.debug_log});
  const auto fail = [&log](const Error& error) {
    log.write(Level::error, "start_failed", {{"reason", std::string(error.reason)}, {"detail", error.detail}});
    return kFailed;
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
  print_admin_link(gateway);
  release_startup_memory();
  log.write(Level::info, "ready",
            {{"url", gateway.public_url()},
             {"port", std::to_string(gateway.port())},
             {"admin_port", std::to_string(gateway.admin_port())},
             {"inherited_sockets", std::to_string(sockets->size())}});
  const int signal = run(gateway, reloader, manager);
  manager.notify("STOPPING=1\nSTATUS=Finishing what is under way.");
  log.write(Level::info, "stopping", {{"signal", std::to_string(signal)}});
  gateway.stop();
  log.write(Level::info, "stopped", {});
  return 0;
}

}  // namespace

void add_serve_command(CLI::App& app, int& exit_code) {
  CLI::App* const command = app.add_subcommand("serve", "Run the gateway in front of your applications.");
  auto path = std::make_shared<std::string>();
  command->add_option("--config", *path, "The configuration, YAML; see docs/configuration.md")
      ->required()
      ->type_name("FILE");
  command->callback([path, &exit_code] { exit_code = serve(*path); });
}

}  // namespace sallyport::app
