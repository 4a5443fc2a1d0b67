// From a YAML file to checked settings, or to every reason why not, all at once.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/finding.h"
#include "base/clock.h"
#include "base/result.h"
#include "gateway/settings.h"

namespace sallyport::app::config {

struct FileText {
  std::string text;
  bool readable_by_others = false;  // group or other may read it
};

// What the configuration may look at besides its own text. Tests and the fuzzer hand in their own.
struct Surroundings {
  std::function<std::optional<std::string>(std::string_view name)> environment;
  // Regular files of at most 1 MiB. Errors: unavailable/"config_file".
  std::function<Result<FileText>(const std::string& path)> read_file;
};

// The process's own environment and files.
Surroundings process_surroundings();

struct LoadOptions {
  bool strict = false;  // what was put right is refused
  bool demo = false;    // OpenMetadata's published key id is let through
};

struct LoadedConfig {
  // Absent where anything was refused.
  std::optional<gateway::Settings> settings;
  std::vector<Finding> findings;  // in the order of lines
  std::string file;
  std::map<std::string, int, std::less<>> lines;  // of keys whose files are opened later; 0 where the file has none

  // What the parts besides the gateway need.
  bool core_dumps = false;                  // server.coreDumps
  bool debug_log = false;                   // server.logLevel: debug
  std::string ca_file;                      // server.caFile: trusted besides the system's, for the provider and Graph
  std::vector<std::string> outgoing_hosts;  // "host" or "host:port": the provider, its endpoints, Graph
  std::vector<std::string> outgoing_http_hosts;      // of these, the ones spoken to without TLS (loopback alone)
  std::vector<std::string> outgoing_loopback_hosts;  // of these, the ones on this machine
  std::vector<std::string> outgoing_inside_hosts;    // of these, the ones that the operator wrote: they may be private
  Seconds outgoing_timeout{5};                       // of one request to the provider or to Graph
};

LoadedConfig load_config(const std::string& path, const Surroundings& surroundings, const LoadOptions& options = {});

// The same from text; `name` stands for the file in findings. Never throws, whatever the text.
LoadedConfig load_config_text(std::string_view text, const std::string& name, const Surroundings& surroundings,
                              const LoadOptions& options = {});

}  // namespace sallyport::app::config
