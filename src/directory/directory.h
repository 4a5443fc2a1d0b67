// The directory as a handler of HTTP requests: a table of routes under every tenant, and Graph beside them.
#pragma once

#include <memory>

#include "directory/services.h"
#include "http/handler.h"

namespace sallyport::directory {

// One handler per event loop; `services` outlives them all.
std::unique_ptr<http::Handler> make_handler(const Services& services);

}  // namespace sallyport::directory
