// Statements are put together once, from constants alone; what comes from outside is always a parameter.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace sallyport::stores {

inline std::string joined(std::initializer_list<std::string_view> pieces) {
  std::string text;
  for (const auto piece : pieces) text += piece;
  return text;
}

}  // namespace sallyport::stores
