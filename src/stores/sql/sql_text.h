// Joins constants into the text of a statement. Values from outside never become part of the text; they are parameters.
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
