// Reads the path of a request and finds the route that covers it. The functions are pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/call/own_addresses.h"
#include "gateway/call/settings.h"
#include "gateway/call/site.h"

namespace sallyport::gateway {

// What decides about a path: the configured routes, our public address, and our own addresses. A Map owns nothing.
struct Map {
  const Settings& settings;
  const Site& site;
  const OwnAddresses& own;
};

// Finds the route with the longest path that covers `path` on this host. Of two routes for the same path, the one that
// names the host wins. Null: no route covers the path. The route lives as long as `settings`.
// Requires: path is canonical; host as in the Host header.
const Route* find_route(const Settings& settings, std::string_view host, std::string_view path);

// The path of a request, in the form that both the rules and the upstream use, and the route that covers it.
struct Way {
  std::string path;              // without the base path; canonical, or the text of an http::LoosePath
  const Route* route = nullptr;  // lives as long as the settings; null: no route covers the path
};

// Reads a path as it was sent and finds its route. Ambiguous segments ("a%2Fb", "a//b") pass only if the route allows
// them, and if neither another rule nor an address of ours lies below the plain beginning of the path. Then every
// reading of the segments leads to this route. If the route strips its own path, the first segment after it must not be
// ambiguous, because the upstream would get a target such as "/%2Fevil.example", which may lead out of the application.
// Errors:
//   malformed/"path_ambiguous" for ambiguous segments that do not pass, for what http::loose_path refuses, and for a
//   path that only a lenient program would put under a rule ("/ADMIN", "/admin.", "/admin%3Fx"): one that ignores case,
//   trailing dots and spaces, or what follows an escaped '?' or '#';
//   rejected/"outside_base_path".
Result<Way> read_path(const Map& map, std::string_view host, std::string_view path);

// Whether a route that names a host covers this path, and it is unclear whether it applies: the proxy in front passed
// on a Host that is not ours ("app.example.com.", an address), or a Host for which no route covers the path. Then no
// weaker rule may decide in its place (HTTP-04). Requires the same as find_route().
bool is_ruled_by_host(const Map& map, std::string_view host, std::string_view path);

}  // namespace sallyport::gateway
