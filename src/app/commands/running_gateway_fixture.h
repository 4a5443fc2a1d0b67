// For tests: a gateway that runs in this process, and commands against it.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/commands/command_line.h"
#include "app/config/build/load.h"
#include "app/run/wiring.h"
#include "base/json.h"
#include "base/log.h"
#include "crypto/system_random.h"
#include "net/engine/workers.h"

namespace sallyport::app {

struct RanCommand {
  int exit_code = -1;
  std::string out;
  std::string err;

  json::Object object() const { return json::parse_object(out).value_or(json::Object{}); }
  std::string text(std::string_view member) const {
    const json::Object parsed = object();
    const json::Value* const value = parsed.find(member);
    return value && value->as_string() ? *value->as_string() : std::string();
  }
};

inline RanCommand run_words(const std::vector<std::string>& words) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  RanCommand ended;
  ended.exit_code = run_command_line(words);
  ended.out = testing::internal::GetCapturedStdout();
  ended.err = testing::internal::GetCapturedStderr();
  return ended;
}

class LocalGateway {
 public:
  // `more` is the configuration beside the section `server`.
  explicit LocalGateway(std::string more = "authenticationConfiguration: {provider: basic}\n")
      : more_(std::move(more)) {
    char name[] = "/tmp/sallyport_gw_XXXXXX";
    folder = ::mkdtemp(name);
    config = folder + "/sallyport.yaml";
    workers_ = net::Workers::make(4, 64);
    auto started = RunningGateway::start(written(""), {clock_, random_, log_, *workers_});
    if (!started) return;
    gateway = *std::move(started);
    // Only now it is known which port is free.
    EXPECT_TRUE(gateway->reload(written("extraHosts: [\"127.0.0.1:" + std::to_string(gateway->port()) + "\"], "), {}));
  }
  ~LocalGateway() {
    gateway.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }

  // Runs a command that asks this gateway over its operator's socket.
  RanCommand run(std::vector<std::string> words) const {
    words.insert(words.end(), {"--config", config});
    return run_words(words);
  }
  RanCommand run_json(std::vector<std::string> words) const {
    words.emplace_back("--json");
    return run(std::move(words));
  }
  std::string file(const std::string& name, const std::string& text) const {
    const std::string path = folder + "/" + name;
    std::ofstream(path) << text;
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return path;
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(gateway->port()); }

  std::string folder;
  std::string config;

 private:
  config::LoadedConfig written(const std::string& server) const {
    std::ofstream(config) << "server: {" << server << "dataDir: " << folder
                          << "/data, port: 0, adminPort: 0, workers: 4}\n"
                          << more_;
    return config::load_config(config, config::process_surroundings());
  }

  std::string more_;
  SystemClock clock_;
  crypto::SystemRandom random_;
  NoLog log_;
  std::unique_ptr<net::Workers> workers_;

 public:
  std::unique_ptr<RunningGateway> gateway;
};

}  // namespace sallyport::app
