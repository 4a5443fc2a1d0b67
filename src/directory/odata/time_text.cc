#include "directory/odata/time_text.h"

#include <algorithm>

#include "base/characters.h"

namespace sallyport::directory::odata {
namespace {}  // namespace

bool is_time(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
  if (text.size() != 10 && text.size() < kShape.size() + 1) return false;
  for (std::size_t i = 0; i < std::min(text.size(), kShape.size()); ++i)
    if (kShape[i] == 'd' ? !is_digit(text[i]) : text[i] != kShape[i]) return false;
  if (text.size() == 10) return true;
  if (text.back() != 'Z') return false;
  const std::string_view fraction = text.substr(kShape.size(), text.size() - kShape.size() - 1);
  return fraction.empty() || (fraction.size() > 1 && fraction.size() <= 8 && fraction[0] == '.' &&
                              std::ranges::all_of(fraction.substr(1), is_digit));
}

std::string whole_seconds(std::string_view text) {
  if (text.size() == 10) return std::string(text) + "T00:00:00Z";
  return std::string(text.substr(0, 19)) + "Z";
}

}  // namespace sallyport::directory::odata
