#include "app/demo.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "app/commands.h"
#include "app/json_log.h"
#include "app/secret_file.h"
#include "app/signals.h"
#include "crypto/system_random.h"

namespace sallyport::app {
namespace {

constexpr int kFailed = 3;

// Source: XDG Base Directory Specification, XDG_STATE_HOME.
std::string default_data_dir() {
  if (const char* const state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state == '/')
    return std::string(state) + "/sallyport/demo";
  const char* const home = std::getenv("HOME");
  return std::string(home != nullptr && *home == '/' ? home : "/tmp") + "/.local/state/sallyport/demo";
}

int fail(const Error& error) {
  fmt::print(stderr, "The demo did not start: {}. {}\n", error.reason, error.detail);
  return kFailed;
}

int demo(DemoSettings settings) {
  block_stop_signals();
  settings.data_dir = std::filesystem::absolute(settings.data_dir).lexically_normal().string();
  if (const auto made = ensure_data_dir(settings.data_dir); !made) return fail(made.error());
  const std::string log_file = settings.data_dir + "/demo.log";
  const int descriptor = open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) return fail({Kind::unavailable, "log_file", {}, "cannot write " + log_file});
  const SystemClock clock;
  crypto::SystemRandom random;
  JsonLog log({.descriptor = descriptor});
  const auto workers = net::Workers::make(8, 1024);
  const auto running = start_demo(settings, clock, random, log, *workers);
  if (!running) return fail(running.error());
  fmt::print("{}", (*running)->invitation());
  std::fflush(stdout);
  wait_for_stop_signal();
  (*running)->stop();
  return 0;
}

}  // namespace

void add_demo_command(CLI::App& app, int& exit_code) {
  CLI::App* const command = app.add_subcommand(
      "demo", "Try it: a gateway, a stand-in for Entra ID and a sample application, on this machine alone.");
  auto settings = std::make_shared<DemoSettings>();
  settings->data_dir = default_data_dir();
  command->add_option("--data-dir", settings->data_dir, "Where the demo keeps its files")->capture_default_str();
  command->add_option("--port", settings->port, "Of the gateway")->capture_default_str();
  command->add_option("--directory-port", settings->directory_port, "Of the directory, http")->capture_default_str();
  command->add_option("--directory-https-port", settings->directory_https_port, "Of the directory, https")
      ->capture_default_str();
  command->callback([settings, &exit_code] { exit_code = demo(*settings); });
}

}  // namespace sallyport::app
