// SIGHUP: the configuration is read anew, and put in force whole or not at all. What came of it is logged and counted.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "app/config/load.h"
#include "app/json_log.h"
#include "app/wiring.h"

namespace sallyport::app {

// What is to be said about an error that has no line of its own yet: which key names the file or the address, and what
// to write instead.
config::Finding explain(const Error& error, const config::LoadedConfig& config);

class Reloader {
 public:
  // Adds its figures to the gateway's metrics: sallyport_config_reload_failed (1 after a refusal, until the next good
  // one), sallyport_config_read_timestamp_seconds (of the one in force), sallyport_config_reloads_total.
  // Shape: destroyed after the gateway has stopped.
  Reloader(std::string file, RunningGateway& gateway, JsonLog& log, const Clock& clock);
  Reloader(const Reloader&) = delete;

  // Blocks; whoever gives it up need not wait for a provider. Gives one line for people: what is in force now, or why
  // the new one is not.
  std::string reload(const std::stop_token& give_up);

 private:
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

// Does a task each time it is asked to, one after another, beside whoever asks: the thread that waits for a signal to
// stop must not wait for a provider.
class BesideSignals {
 public:
  using Task = std::function<void(const std::stop_token& give_up)>;
  explicit BesideSignals(Task task);

  // The task will begin after this call, once for all who ask before it does.
  void ask();

  // The task under way is told to give up; then it ends.
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
