// Reloads the configuration, which is the file and the version in the store, at SIGHUP and when another process has
// added a version. A new configuration takes effect as a whole or not at all. The outcome is logged
// and counted.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "app/config/build/load.h"
#include "app/os/json_log.h"
#include "app/run/wiring.h"

namespace sallyport::app {

// Turns an error without a line number into a finding. The finding names the key of the file or address, and says what
// to write instead.
config::Finding explain(const Error& error, const config::LoadedConfig& config);

class Reloader {
 public:
  // Adds its figures to the gateway's metrics: sallyport_config_reload_failed (1 after a refusal, until the next
  // success), sallyport_config_read_timestamp_seconds (of the configuration in force), sallyport_config_reloads_total.
  // It must be destroyed after the gateway has stopped. All arguments must outlive its calls.
  Reloader(std::string file, RunningGateway& gateway, JsonLog& log, const Clock& clock);
  Reloader(const Reloader&) = delete;

  // Reads the configuration and puts it in force. Blocks; a request on `give_up` ends the wait for a provider. Only one
  // call may run at a time. Returns one line for people: what is in force now, or why the new configuration is not. An
  // exception, usually because memory has run out, is a refusal too (reload_threw).
  std::string reload(const std::stop_token& give_up);

 private:
  std::string read_and_take(const std::stop_token& give_up);
  std::string take(const config::LoadedConfig& config, const std::vector<FixedKey>& kept);
  std::string refuse(const config::Finding& first, std::size_t count);
  void log_finding(const config::Finding& finding);

  const std::string file_;
  RunningGateway& gateway_;
  JsonLog& log_;
  const Clock& clock_;
  std::atomic<std::uint64_t> failed_{0};
  std::atomic<std::uint64_t> read_at_;
};

// Runs a task on a thread of its own each time it is requested, one run after another. The thread that waits for a
// signal to stop therefore never waits for a provider.
class BesideSignals {
 public:
  using Task = std::function<void(const std::stop_token& give_up)>;
  explicit BesideSignals(Task task);

  // Requests a run that begins after this call. All requests before it begins share this run.
  void ask();

  // Tells the running task to give up, and waits for its end.
  ~BesideSignals() = default;
  BesideSignals(const BesideSignals&) = delete;

 private:
  void work(const std::stop_token& stop);

  const Task task_;
  std::mutex mutex_;
  std::condition_variable_any asked_;
  bool wanted_ = false;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace sallyport::app
