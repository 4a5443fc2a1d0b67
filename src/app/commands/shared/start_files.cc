#include "app/commands/shared/start_files.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "app/os/secret_file.h"
#include "app/run/reload.h"
#include "base/log.h"
#include "gateway/caller/own_keys.h"

namespace sallyport::app {
namespace {

constexpr std::size_t kSealingKeyBytes = 32;

bool exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

// The folder in which a start would create this file or folder.
std::string folder_of(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

Failure not_makeable(std::string_view reason, const std::string& path, const std::string& why) {
  return failure(Kind::unavailable, reason, {}, path + " cannot be made: " + why);
}

// A start creates the data folder with every missing folder above it, so the nearest existing folder must be writable.
Result<void> check_data_dir(const std::string& path) {
  std::string there = path;
  while (!exists(there) && there != "." && there != "/") there = folder_of(there);
  if (!std::filesystem::is_directory(there)) return not_makeable("data_dir", path, there + " is no folder");
  if (::access(there.c_str(), W_OK | X_OK) != 0)
    return not_makeable("data_dir", path, there + ": " + std::strerror(errno));
  return {};
}

// A start creates the data folder, so a file in it can be created too. A file elsewhere needs an existing, writable
// folder.
Result<void> check_makeable(std::string_view reason, const std::string& path, const std::string& data_dir) {
  const auto folder = folder_of(path);
  if (folder == std::filesystem::path(data_dir).lexically_normal() || folder == data_dir) return {};
  if (!exists(folder))
    return not_makeable(reason, path,
                        "its folder is not there; make it, or name no file: one is made in server.dataDir");
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    return not_makeable(reason, path, folder + ": " + std::strerror(errno));
  return {};
}

// With store.keyFile there are no files of keys to check: the store has them.
Result<void> check_own_keys(const gateway::Settings& settings, Random& random) {
  if (!settings.store.key.empty()) return {};
  auto keys = settings.own_tokens;
  if (!exists(keys.private_key_file))
    return check_makeable("own_key_file", keys.private_key_file, settings.server.data_dir);
  if (!exists(keys.public_key_file)) keys.public_key_file.clear();  // a start would create it
  NoLog log;
  SALLYPORT_CHECK(
      gateway::OwnKeys::open(keys, settings.demo ? gateway::DemoUse::yes : gateway::DemoUse::no, random, log));
  return {};
}

Result<void> check_sealing_key(const gateway::Settings& settings, Random& random) {
  const auto path = settings.server.data_dir + "/sealing.key";
  if (!settings.store.key.empty() || !exists(path)) return {};
  SALLYPORT_CHECK(read_or_make_secret(path, kSealingKeyBytes, random));
  return {};
}

Result<void> check_store(const gateway::Settings& settings) {
  if (!settings.store.url.empty()) return {};  // only a connection can tell
  const auto& path = settings.store.path;
  if (!exists(path)) return check_makeable("store_path", path, settings.server.data_dir);
  if (::access(path.c_str(), R_OK | W_OK) == 0) return {};
  return failure(Kind::unavailable, "store_path", {}, path + ": " + std::strerror(errno));
}

}  // namespace

std::vector<config::Finding> check_start_files(const config::LoadedConfig& config, Random& random) {
  const auto& settings = *config.settings;
  std::vector<config::Finding> findings;
  for (const auto& checked : {check_data_dir(settings.server.data_dir), check_own_keys(settings, random),
                              check_sealing_key(settings, random), check_store(settings)}) {
    if (checked) continue;
    auto finding = explain(checked.error(), config);
    finding.rule = "start_would_fail";
    if (checked.error().reason == "data_dir") finding.key = "server.dataDir";
    if (checked.error().reason == "store_path") finding.key = "store.path";
    if (const auto line = config.lines.find(finding.key); line != config.lines.end()) finding.line = line->second;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace sallyport::app
