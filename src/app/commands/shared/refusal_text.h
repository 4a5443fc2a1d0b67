// How commands print a refusal of Entra ID.
#pragma once

#include <string>
#include <string_view>

#include "entra/refusal.h"

namespace sallyport::app {

// Lines with the number and the sentence, what it means, who can fix the cause, where, and what to do there.
// `sentence` is the text of the row with its values.
std::string refusal_text(const entra::Refusal& row, std::string_view sentence);

}  // namespace sallyport::app
