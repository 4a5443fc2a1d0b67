// What a refusal means for whoever holds the token, and what to do about it.
#pragma once

#include <string_view>

namespace sallyport::app {

// A sentence or two, empty where the reason speaks for itself.
std::string_view hint_for(std::string_view reason);

}  // namespace sallyport::app
