// The application that the demo protects. One page shows what the gateway tells it, and another one requires a role. It
// has no sign-in of its own. Like any application behind Sallyport, it only has to read four headers.
#pragma once

#include <memory>

#include "http/handler.h"

namespace sallyport::app {

std::unique_ptr<http::Handler> make_sample_app();

}  // namespace sallyport::app
