#include "gateway/access/routes.h"

#include <algorithm>

#include "base/text.h"
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

// Skips what a case-insensitive file system strips from the end of a name: dots and spaces.
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

// Whether a lenient upstream would put the path under a rule that is more specific than the one that decides.
bool is_other_spelling(const Settings& settings, const Way& way) {
  return std::ranges::any_of(settings.routes, [&](const Route& route) {
    const bool closer = !way.route || route.path.size() > way.route->path.size();
    return closer && !http::path_is_under(way.path, route.path) && lies_loosely_under(way.path, route.path);
  });
}

bool begins_loosely(std::string_view text, std::string_view beginning) {
  return text.size() >= beginning.size() && ascii_iequals(text.substr(0, beginning.size()), beginning);
}

// Whether a rule or an address of ours lies below the beginning. Some program could take the ambiguous rest for it.
bool has_rule_below(const Map& map, std::string_view beginning) {
  const auto is_below = [&](const Route& route) { return begins_loosely(route.path, beginning); };
  return map.own.may_begin_with(beginning, map.site.callback_path) ||
         std::ranges::any_of(map.settings.routes, is_below);
}

// Takes off the base path. Only the plain beginning counts: a path whose base path is ambiguous lies outside.
Result<http::LoosePath> below_base(http::LoosePath loose, std::string_view base_path) {
  if (base_path.empty()) return loose;
  if (!http::path_is_under(loose.beginning(), base_path))
    return failure(Kind::rejected, "outside_base_path", {}, "the path is not below the one of publicUrl");
  loose.text.erase(0, base_path.size());
  loose.plain -= base_path.size();
  if (loose.text.empty()) loose = {"/", 1};
  return loose;
}

// Whether only the ambiguous rest would be left of the path once the route's own path is stripped.
bool is_stripped_to_rest(const Route& route, const http::LoosePath& loose) {
  return route.strip_prefix && loose.plain <= route.path.size() + 1;
}

}  // namespace

Result<Way> read_path(const Map& map, std::string_view host, std::string_view path) {
  SALLYPORT_TRY(auto whole, http::loose_path(path));
  SALLYPORT_TRY(auto loose, below_base(std::move(whole), map.site.base_path));
  Way way{{}, find_route(map.settings, host, loose.beginning())};
  const bool passes = way.route && way.route->ambiguous_segments == AmbiguousSegments::pass;
  if (!loose.is_canonical() && (!passes || is_stripped_to_rest(*way.route, loose)))
    return ambiguous("a segment that programs read in different ways");
  if (!loose.is_canonical() && has_rule_below(map, loose.beginning()))
    return ambiguous("a segment that may lead to another rule");
  way.path = std::move(loose.text);
  if (is_other_spelling(map.settings, way)) return ambiguous("another spelling of a rule's path");
  return way;
}

bool is_ruled_by_host(const Map& map, std::string_view host, std::string_view path) {
  const Route* const best = find_route(map.settings, host, path);
  if (best && (!best->host.empty() || map.site.is_ours(host))) return false;
  return std::ranges::any_of(map.settings.routes, [&](const Route& route) {
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
