#include "oidc/common/readable.h"

#include "base/text.h"

namespace sallyport::oidc {
namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;  // RFC 3629 3
}

std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && is_continuation(text[most])) --most;
  return text.substr(0, most);
}

}  // namespace

std::string readable_line(std::string_view text, std::size_t most) {
  const bool readable = is_utf8(text = cut(text, most));
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
