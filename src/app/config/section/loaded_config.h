// The result of loading a configuration: the findings, and the settings if nothing was refused.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/schema/report.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "configuration/version_store.h"
#include "gateway/call/settings.h"
#include "http/upstream.h"

namespace sallyport::app::config {

struct LoadOptions {
  bool strict = false;                                // refuses what would otherwise be corrected
  bool demo = false;                                  // accepts OpenMetadata's published key id
  std::optional<configuration::Version> stored = {};  // what the store says beside the file, whose keys count
};

struct LoadedConfig {
  // Absent if anything was refused.
  std::optional<gateway::Settings> settings;
  std::vector<Finding> findings;  // in the order of lines
  std::string file;
  std::map<std::string, int, std::less<>> lines;  // of each key that a later error may name; 0 if it is absent

  // The key that names each upstream, for a finding that the upstream does not answer.
  struct UpstreamPlace {
    std::shared_ptr<const http::Upstream> upstream;
    Place place;
  };
  std::vector<UpstreamPlace> upstreams;
  Place provider_place;    // the key that names the provider
  Place credential_place;  // the key of the gateway's credential there; empty for a public client

  // The server that takes the gateway's mail: from mail.*.
  struct MailRelay {
    std::string url;  // "smtp://mail.example:587", "smtps://mail.example"
    bool demands_tls = true;
    std::string from;
    std::string user;  // empty: it wants none
    Secret password;
  };
  std::optional<MailRelay> mail;  // absent: no mail is sent

  // Values for other parts of the program than the gateway.
  bool core_dumps = false;                           // server.coreDumps
  bool debug_log = false;                            // server.logLevel: debug
  std::string ca_file;                               // trusted besides the system's CAs, for the provider and Graph
  std::vector<std::string> outgoing_hosts;           // "host" or "host:port": the provider, its endpoints, Graph
  std::vector<std::string> outgoing_http_hosts;      // of these, the ones reached without TLS (loopback only)
  std::vector<std::string> outgoing_loopback_hosts;  // of these, the ones on this machine
  std::vector<std::string> outgoing_inside_hosts;    // of these, the ones that may have a private address
  Seconds outgoing_timeout{5};                       // of one request to the provider or to Graph
};

}  // namespace sallyport::app::config
