#include "oidc/common/readable.h"

#include "base/text.h"

namespace sallyport::oidc {

std::string readable_line(std::string_view text, std::size_t most) {
  const bool readable = is_utf8(text = cut_utf8(text, most));
  std::string line;
  line.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f)
      line.push_back(' ');
    else
      line.push_back(readable || byte < 0x80 ? c : '?');
  }
  return line;
}

}  // namespace sallyport::oidc
