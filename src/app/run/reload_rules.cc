#include "app/run/reload_rules.h"

#include <array>

#include "http/address.h"
#include "http/url.h"

namespace sallyport::app {
namespace {

using gateway::Settings;

bool has_provider(const Settings& settings) {
  return settings.sign_in_configured;
}

bool has_routes(const Settings& settings) {
  return !settings.routes.empty();
}

// True if people reach the gateway under a name of its own. A file that does not set the public URL gets
// "http://localhost:8585", which does not count.
bool has_public_url(const Settings& settings) {
  const auto url = http::Url::parse(settings.server.public_url);
  if (!url) return false;
  return url->scheme == "https" || !http::is_loopback_host(url->host);
}

struct Rule {
  bool (*has)(const Settings&);
  std::string_view reason;
  std::string_view what;
};

constexpr std::array kRules{
    Rule{has_provider, "reload_drops_provider", "the file says nothing of the provider that people sign in through"},
    Rule{has_routes, "reload_drops_routes", "the file has no route, and the gateway serves some"},
    Rule{has_public_url, "reload_drops_public_url", "the file says nothing of the public URL"},
};

}  // namespace

Result<void> check_nothing_is_dropped(const Settings& next, const Settings& now) {
  for (const Rule& rule : kRules)
    if (rule.has(now) && !rule.has(next))
      return failure(Kind::rejected, rule.reason, {},
                     std::string(rule.what) + "; it may be empty or cut off, and only a restart takes that away");
  return {};
}

}  // namespace sallyport::app
