#include "directory/model/password_rule.h"

#include "base/characters.h"

namespace sallyport::directory {

bool is_acceptable_password(std::string_view password) {
  bool small = false;
  bool capital = false;
  bool digit = false;
  bool other = false;
  for (const char c : password) {
    if (is_lower(c))
      small = true;
    else if (c >= 'A' && c <= 'Z')
      capital = true;
    else if (is_digit(c))
      digit = true;
    else
      other = true;
  }
  const int kinds = int{small} + int{capital} + int{digit} + int{other};
  return password.size() >= kLeastPassword && password.size() <= kMostPassword && kinds >= 3;
}

}  // namespace sallyport::directory
