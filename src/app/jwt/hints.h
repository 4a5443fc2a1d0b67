// Explains a refusal to the person who has the token, and says what to do about it.
#pragma once

#include <string_view>

namespace sallyport::app {

// One or two sentences; empty if the reason needs no explanation.
std::string_view hint_for(std::string_view reason);

}  // namespace sallyport::app
