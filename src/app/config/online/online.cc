#include "app/config/online/online.h"

#include <set>

#include "app/config/online/client_check.h"
#include "app/config/online/clock_check.h"
#include "oidc/rp/provider.h"

namespace sallyport::app::config {
namespace {

std::string sentence(const Error& error) {
  return error.detail.empty() ? std::string(error.reason) : std::string(error.reason) + ": " + error.detail;
}

void report_provider(const LoadedConfig& config, const Error& error, Report& report) {
  const auto& uri = config.settings->provider.metadata.discovery_uri;
  if (error.reason == "provider_unavailable")
    return report.add(rule("provider_unreachable"), config.provider_place,
                      "`" + uri + "` does not answer: " + sentence(error),
                      "an authority or discoveryUri that this machine reaches, or server.caFile for its certificate");
  report.add(rule("provider_metadata"), config.provider_place,
             "`" + uri + "` answers with another provider's documents, or broken ones: " + sentence(error),
             "the authority or discoveryUri of the provider that answers there");
}

void check_provider(const LoadedConfig& config, const Network& network, Report& report) {
  DatedClient client(network.client, network.clock);
  NoLog log;
  oidc::rp::Provider provider(config.settings->provider.metadata, client, network.clock, network.random, log);
  const auto snapshot = provider.ensure();
  client.check(report, config.provider_place);
  if (!snapshot) return report_provider(config, snapshot.error(), report);
  check_client(config, (*snapshot)->metadata, client, network.clock.now(), network.random, report);
}

std::string name_of(const http::Upstream& upstream) {
  if (!upstream.unix_path.empty()) return "unix:" + upstream.unix_path;
  return (upstream.tls ? "https://" : "http://") + upstream.host + ":" + upstream.port;
}

void check_upstreams(const LoadedConfig& config, const Network& network, Report& report) {
  std::set<std::string> tried;
  for (const auto& [upstream, place] : config.upstreams) {
    if (!tried.insert(name_of(*upstream)).second) continue;
    if (const auto reached = network.reach(*upstream); !reached)
      report.add(rule("upstream_unreachable"), place, "does not answer: " + sentence(reached.error()),
                 "upstream: where the application listens; or start the application");
  }
}

}  // namespace

std::vector<Finding> check_online(const LoadedConfig& config, const Network& network) {
  Report report(config.file, false);
  if (config.settings->sign_in_configured) check_provider(config, network, report);
  check_upstreams(config, network, report);
  return report.take();
}

}  // namespace sallyport::app::config
