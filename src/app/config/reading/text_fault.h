// Finds mistakes in a text that are mistakes under any key.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/config/schema/rules.h"
#include "app/config/schema/schema.h"

namespace sallyport::app::config {

struct TextFault {
  const Rule* rule = nullptr;
  std::string wrong;  // one sentence that never repeats a secret
  std::string right;  // the text as it was probably meant; empty if that is unclear
};

// Returns the first error in the text: a control character, an invisible character, a character that only looks like a
// quotation mark or a hyphen, a quotation mark without a partner, or a placeholder. A label, which people read, may
// hold any visible character. A secret may hold only visible ASCII and inner blanks (RFC 6749 A.2), and a finding never
// repeats it.
std::optional<TextFault> find_fault(Type type, std::string_view text);

}  // namespace sallyport::app::config
