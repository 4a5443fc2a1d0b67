#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "app/commands.h"
#include "app/config/load.h"
#include "app/json_log.h"
#include "app/private_memory.h"
#include "app/signals.h"
#include "app/wiring.h"
#include "crypto/system_random.h"

namespace sallyport::app {
namespace {

constexpr int kRefused = 1;
constexpr int kFailed = 3;
constexpr std::size_t kWaitingTasks = 1024;

int serve(const std::string& path) {
  block_stop_signals();
  keep_memory(Memory::ours_alone);  // before the first secret is read
  const config::LoadedConfig config = config::load_config(path, config::process_surroundings());
  for (const config::Finding& finding : config.findings) fmt::print(stderr, "{}\n", config::print_text(finding));
  if (!config.settings) {
    fmt::print(stderr, "The configuration is refused; nothing was started.\n");
    return kRefused;
  }
  if (config.core_dumps) keep_memory(Memory::open_to_user);
  const SystemClock clock;
  crypto::SystemRandom random;
  JsonLog log({.debug = config.debug_log});
  const auto workers = net::Workers::make(config.settings->server.workers, kWaitingTasks);
  const auto gateway = RunningGateway::start(config, clock, random, log, *workers);
  if (!gateway) {
    const Error& error = gateway.error();
    log.write(Level::error, "start_failed", {{"reason", std::string(error.reason)}, {"detail", error.detail}});
    return kFailed;
  }
  if (const auto& link = (*gateway)->admin_link()) {
    // On the terminal alone, once: whoever opens it first sets the administrator's password.
    fmt::print(stderr, "Set the local administrator's password here, once: {}\n", *link);
  }
  log.write(Level::info, "ready",
            {{"url", (*gateway)->public_url()},
             {"port", std::to_string((*gateway)->port())},
             {"admin_port", std::to_string((*gateway)->admin_port())}});
  const int signal = wait_for_stop_signal();
  log.write(Level::info, "stopping", {{"signal", std::to_string(signal)}});
  (*gateway)->stop();
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
