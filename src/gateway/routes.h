// Which route a request takes.
#pragma once

#include <string_view>

#include "gateway/settings.h"

namespace sallyport::gateway {

// Longest path first; of two as long, the one that names the host. Null: none covers it.
// Shape: path is canonical; host as in the Host header.
const Route* find_route(const Settings& settings, std::string_view host, std::string_view path);

}  // namespace sallyport::gateway
