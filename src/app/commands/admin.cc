#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "app/commands.h"
#include "app/config/load.h"
#include "app/json_log.h"
#include "app/secret_file.h"
#include "crypto/system_random.h"
#include "gateway/gateway.h"
#include "stores/sqlite/gateway_schema.h"
#include "stores/sqlite/local_admin_store.h"

namespace sallyport::app {
namespace {

constexpr int kDone = 0;
constexpr int kRefused = 1;
constexpr int kFailed = 3;

// The store may be open in a running gateway, which looks at it anew for each sign-in of the local administrator.
Result<std::string> make_link(const gateway::Settings& settings) {
  SALLYPORT_CHECK(ensure_data_dir(settings.server.data_dir));
  SALLYPORT_TRY(const auto database, stores::Database::open({.path = settings.store_path}, stores::gateway_schema()));
  const SystemClock clock;
  crypto::SystemRandom random;
  JsonLog log;
  stores::SqliteLocalAdminStore store(*database, log);
  return gateway::recover_local_admin(store, random, clock, log, settings.server.public_url);
}

int recover(const std::string& path) {
  const config::LoadedConfig config = config::load_config(path, config::process_surroundings());
  if (!config.settings) {
    for (const config::Finding& finding : config.findings) fmt::print(stderr, "{}\n", config::print_text(finding));
    fmt::print(stderr, "The configuration is refused; nothing was changed.\n");
    return kRefused;
  }
  const auto link = make_link(*config.settings);
  if (!link) {
    fmt::print(stderr, "sallyport admin recover: {}{}{}\n", link.error().reason,
               link.error().detail.empty() ? "" : ": ", link.error().detail);
    return kFailed;
  }
  fmt::print("Set the local administrator's password here, once, within the hour: {}\n", *link);
  return kDone;
}

}  // namespace

void add_admin_command(CLI::App& app, int& exit_code) {
  CLI::App* const command = app.add_subcommand("admin", "The local administrator.");
  command->require_subcommand(1);
  CLI::App* const recovery = command->add_subcommand(
      "recover", "Break glass: brings the local administrator back and prints a one-time link.");
  const auto path = std::make_shared<std::string>();
  recovery->add_option("--config", *path, "The configuration of the gateway, which may be running")
      ->required()
      ->type_name("FILE");
  recovery->callback([path, &exit_code] { exit_code = recover(*path); });
}

}  // namespace sallyport::app
