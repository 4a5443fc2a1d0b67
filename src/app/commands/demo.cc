#include "app/run/demo.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "app/commands/commands.h"
#include "app/os/console.h"
#include "app/os/json_log.h"
#include "app/os/secret_file.h"
#include "app/os/signals.h"
#include "crypto/system_random.h"

namespace sallyport::app {
namespace {

// Source: XDG Base Directory Specification, XDG_STATE_HOME.
std::string default_data_dir() {
  if (const char* const state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state == '/')
    return std::string(state) + "/sallyport/demo";
  const char* const home = std::getenv("HOME");
  return std::string(home != nullptr && *home == '/' ? home : "/tmp") + "/.local/state/sallyport/demo";
}

ExitCode fail(const Error& error) {
  complain(fmt::format("The demo did not start: {}. {}\n", error.reason, error.detail));
  return ExitCode::failed;
}

ExitCode demo(DemoSettings settings) {
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
  say((*running)->invitation());
  wait_for_stop_signal();
  (*running)->stop();
  return ExitCode::done;
}

// Adds a port option. If it is left out and the default port is taken, another port is used.
void add_port(Command command, const std::string& name, WantedPort& port, const std::string& meaning) {
  command
      .add_option(
          name, [&port](int number) { port = {number, IfTaken::refuse}; },
          meaning + "; left out: this one, or another where it is taken")
      .show_default(std::to_string(port.number))
      .in_range(1, 65535);
}

}  // namespace

void add_demo_command(Command app) {
  const Command command = app.add_command(
      "demo", "Try it: a gateway, a stand-in for Entra ID and a sample application, on this machine alone.");
  auto settings = std::make_shared<DemoSettings>();
  settings->data_dir = default_data_dir();
  command.add_option("--data-dir", settings->data_dir, "Where the demo keeps its files").show_default();
  add_port(command, "--port", settings->port, "Of the gateway");
  add_port(command, "--directory-port", settings->directory_port, "Of the directory, http");
  add_port(command, "--directory-https-port", settings->directory_https_port, "Of the directory, https");
  command.runs([settings] { return demo(*settings); });
}

}  // namespace sallyport::app
