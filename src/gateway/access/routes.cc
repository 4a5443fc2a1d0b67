#include "gateway/routes.h"

#include <algorithm>

#include "base/text.h"
#include "gateway/router.h"
#include "http/loose_path.h"
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

Failure ambiguous(std::string detail) {
  return failure(Kind::malformed, "path_ambiguous", "OWASP ASVS 5.0 1.1.1", std::move(detail));
}

// What a file system without case strips from the end of a name.
std::string_view without_trailing(std::string_view path) {
  while (path.starts_with('.') || path.starts_with("%20")) path.remove_prefix(path.front() == '.' ? 1 : 3);
  return path;
}

bool is_end_of_name(std::string_view path) {
  return path.empty() || path.front() == '/' || path.starts_with("%3F") || path.starts_with("%23");
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Whether a lenient program would put the canonical path under the prefix.
bool lies_loosely_under(std::string_view path, std::string_view prefix) {
  while (true) {
    const std::string_view stripped = without_trailing(path);
    const bool name_ends = prefix.empty() || prefix.front() == '/';
    if (name_ends && is_end_of_name(stripped)) path = stripped;
    if (prefix.empty()) return is_end_of_name(path);
    if (path.empty() || lower(path.front()) != lower(prefix.front())) return false;
    path.remove_prefix(1);
    prefix.remove_prefix(1);
  }
}

// A rule that a lenient upstream would find here, and that is closer than the one that decides.
bool is_other_spelling(const Settings& settings, const Way& way) {
  return std::ranges::any_of(settings.routes, [&](const Route& route) {
    const bool closer = !way.route || route.path.size() > way.route->path.size();
    return closer && !http::path_is_under(way.path, route.path) && lies_loosely_under(way.path, route.path);
  });
}

bool begins_loosely(std::string_view text, std::string_view beginning) {
  return text.size() >= beginning.size() && ascii_iequals(text.substr(0, beginning.size()), beginning);
}

// Whatever is below the beginning, an ambiguous rest may turn out to be it.
bool has_rule_below(const Settings& settings, const Site& site, std::string_view beginning) {
  const auto is_below = [&](const Route& route) { return begins_loosely(route.path, beginning); };
  return has_own_path_below(beginning, site.callback_path) || std::ranges::any_of(settings.routes, is_below);
}

}  // namespace

Result<Way> find_way(const Settings& settings, const Site& site, std::string_view host, std::string_view path) {
  SALLYPORT_TRY(auto loose, http::loose_path(path));
  Way way{{}, find_route(settings, host, loose.beginning())};
  const bool passes = way.route && way.route->ambiguous_segments == AmbiguousSegments::pass;
  if (!loose.is_canonical() && !passes) return ambiguous("a segment that programs read in different ways");
  if (!loose.is_canonical() && has_rule_below(settings, site, loose.beginning()))
    return ambiguous("a segment that may lead to another rule");
  way.path = std::move(loose.text);
  if (is_other_spelling(settings, way)) return ambiguous("another spelling of a rule's path");
  return way;
}

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
