#include "directory/model/text_rules.h"

#include "base/text.h"
#include "directory/call/limits.h"

namespace sallyport::directory {

Result<void> check_name(std::string_view name, std::string_view reason) {
  if (!name.empty() && name.size() <= limits::kName && !has_control(name)) return {};
  return failure(Kind::rejected, reason, "", "1 to 120 characters");
}

Result<void> check_word(std::string_view word, std::string_view reason) {
  if (!word.empty() && word.size() <= limits::kName && word.find(' ') == std::string_view::npos && !has_control(word))
    return {};
  return failure(Kind::rejected, reason, "", std::string(word) + ": one word of at most 120 characters");
}

Result<std::string> given_or_new_id(std::string_view given, std::string_view reason, Random& random) {
  if (given.empty()) return random_uuid(random);
  if (!is_guid(given)) return failure(Kind::rejected, reason, "", std::string(given) + ": write a GUID");
  return ascii_lower(given);
}

}  // namespace sallyport::directory
