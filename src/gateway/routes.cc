#include "gateway/routes.h"

#include <algorithm>

#include "base/text.h"
#include "http/url.h"

namespace sallyport::gateway {
namespace {

std::string_view without_port(std::string_view host) {
  const auto colon = host.rfind(':');
  const bool in_brackets = !host.empty() && host.back() == ']';
  return in_brackets || colon == std::string_view::npos ? host : host.substr(0, colon);
}

bool host_matches(const Route& route, std::string_view host) {
  return route.host.empty() || ascii_iequals(route.host, host) || ascii_iequals(route.host, without_port(host));
}

bool is_better(const Route& route, const Route& than) {
  if (route.path.size() != than.path.size()) return route.path.size() > than.path.size();
  return !route.host.empty() && than.host.empty();
}

}  // namespace

bool is_ruled_by_host(const Settings& settings, const Site& site, std::string_view host, std::string_view path) {
  const Route* const best = find_route(settings, host, path);
  if (best && (!best->host.empty() || site.is_ours(host))) return false;
  return std::ranges::any_of(settings.routes, [&](const Route& route) {
    const bool covers = !route.host.empty() && http::path_is_under(path, route.path);
    return covers && (!best || route.path.size() >= best->path.size());
  });
}

const Route* find_route(const Settings& settings, std::string_view host, std::string_view path) {
  const Route* best = nullptr;
  for (const Route& route : settings.routes) {
    if (!host_matches(route, host) || !http::path_is_under(path, route.path)) continue;
    if (!best || is_better(route, *best)) best = &route;
  }
  return best;
}

}  // namespace sallyport::gateway
