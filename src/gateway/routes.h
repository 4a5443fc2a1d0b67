// Which route a request takes.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/settings.h"
#include "gateway/site.h"

namespace sallyport::gateway {

// Longest path first; of two as long, the one that names the host. Null: none covers it.
// Shape: path is canonical; host as in the Host header.
const Route* find_route(const Settings& settings, std::string_view host, std::string_view path);

// The path of a request in the one reading that the rules and the upstream share, and the route that covers it.
struct Way {
  std::string path;              // canonical, or as http::LoosePath has it
  const Route* route = nullptr;  // null: none covers it
};

// Ambiguous segments pass where the route says so and no other rule, and no address of ours, lies below the plain
// beginning of the path: then every reading of them leads to this route. Errors: malformed/"path_ambiguous" for those
// that do not, for what http::loose_path refuses, and for a path that only a program which ignores case, trailing dots
// and spaces, or what follows an escaped '?' or '#', would put under a rule ("/ADMIN", "/admin.", "/admin%3Fx").
Result<Way> find_way(const Settings& settings, const Site& site, std::string_view host, std::string_view path);

// A rule for this path holds on some host, and nobody can say whether on this one: the proxy in front passed on a Host
// that is none of ours ("app.example.com.", an address), or one without a rule. No weaker rule may stand in (HTTP-04).
bool is_ruled_by_host(const Settings& settings, const Site& site, std::string_view host, std::string_view path);

}  // namespace sallyport::gateway
