// The application that the demo protects: a page that shows what the gateway told it, and one that needs a role.
// It has no sign-in of its own: what an application behind Sallyport has to do is what it does, reading four headers.
#pragma once

#include <memory>

#include "http/handler.h"

namespace sallyport::app {

std::unique_ptr<http::Handler> make_sample_app();

}  // namespace sallyport::app
