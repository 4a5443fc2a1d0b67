// Which route a request takes.
#pragma once

#include <string_view>

#include "gateway/settings.h"
#include "gateway/site.h"

namespace sallyport::gateway {

// Longest path first; of two as long, the one that names the host. Null: none covers it.
// Shape: path is canonical; host as in the Host header.
const Route* find_route(const Settings& settings, std::string_view host, std::string_view path);

// A rule for this path holds on some host, and nobody can say whether on this one: the proxy in front passed on a Host
// that is none of ours ("app.example.com.", an address), or one without a rule. No weaker rule may stand in (HTTP-04).
bool is_ruled_by_host(const Settings& settings, const Site& site, std::string_view host, std::string_view path);

}  // namespace sallyport::gateway
