#include "gateway/call/identity_lines.h"

#include <algorithm>

#include "base/text.h"
#include "http/url.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kCharset = "UTF-8''";

bool is_beyond_ascii(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

std::string percent_encoded(std::string_view value) {
  std::string out;
  for (const char c : value)
    if (is_beyond_ascii(c) || c == '%')
      out += http::percent_encode({&c, 1});
    else
      out += c;
  return out;
}

std::string rfc8187(std::string_view value) {
  const bool is_like_one = value.size() >= kCharset.size() && ascii_iequals(value.substr(0, kCharset.size()), kCharset);
  if (!is_like_one && std::ranges::none_of(value, is_beyond_ascii)) return std::string(value);
  return std::string(kCharset) + http::percent_encode(value);
}

}  // namespace

std::string identity_text_in(std::string_view lines, HeaderText text) {
  if (text == HeaderText::utf8) return std::string(lines);
  std::string out;
  for (std::string_view rest = lines; !rest.empty();) {
    const std::size_t end = rest.find("\r\n");
    const std::size_t value = rest.find(": ") + 2;
    const std::string_view old = rest.substr(value, end - value);
    out.append(rest.substr(0, value))
        .append(text == HeaderText::rfc8187 ? rfc8187(old) : percent_encoded(old))
        .append("\r\n");
    rest.remove_prefix(end + 2);
  }
  return out;
}

http::PreparedHeaders identity_lines_in(const http::PreparedHeaders& lines, HeaderText text) {
  if (text == HeaderText::utf8) return lines;
  return std::make_shared<const std::string>(identity_text_in(*lines, text));
}

}  // namespace sallyport::gateway
