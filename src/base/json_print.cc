#include "base/json_print.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace sallyport::json {
namespace {

// Which bytes print_string() escapes.
constexpr std::array<bool, 256> kEscaped = [] {
  std::array<bool, 256> escaped{};
  for (std::size_t c = 0; c < 0x20; ++c) escaped[c] = true;
  for (const char c : {'\x7f', '"', '\\', '<', '>', '&'}) escaped[static_cast<unsigned char>(c)] = true;
  return escaped;
}();

bool is_escaped(char c) {
  return kEscaped[static_cast<unsigned char>(c)];
}

void print_string(std::string& out, std::string_view text) {
  out.push_back('"');
  while (!text.empty()) {
    const auto plain = static_cast<std::size_t>(std::ranges::find_if(text, is_escaped) - text.begin());
    out += text.substr(0, plain);
    if (plain == text.size()) break;
    const char c = text[plain];
    text.remove_prefix(plain + 1);
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
    }
  }
  out.push_back('"');
}

// The texts of a request, such as the claims of a token, seldom are longer.
constexpr std::size_t kUsualSize = 1024;

void print_members(std::string& out, const Object& object);

void print_to(std::string& out, const Value& value) {
  if (const auto* b = value.as_bool()) {
    out += *b ? "true" : "false";
  } else if (const auto* n = value.as_integer()) {
    fmt::format_to(std::back_inserter(out), "{}", *n);
  } else if (const auto* d = value.as_double()) {
    if (std::isfinite(*d))
      fmt::format_to(std::back_inserter(out), "{}", *d);
    else
      out += "null";  // RFC 8259 6 permits neither NaN nor infinity
  } else if (const auto* s = value.as_string()) {
    print_string(out, *s);
  } else if (const auto* a = value.as_array()) {
    out.push_back('[');
    for (std::size_t i = 0; i < a->size(); ++i) {
      if (i > 0) out.push_back(',');
      print_to(out, (*a)[i]);
    }
    out.push_back(']');
  } else if (const auto* o = value.as_object()) {
    print_members(out, *o);
  } else {
    out += "null";
  }
}

void print_members(std::string& out, const Object& object) {
  out.push_back('{');
  bool first = true;
  for (const Member& member : object) {
    if (!first) out.push_back(',');
    first = false;
    print_string(out, member.name);
    out.push_back(':');
    print_to(out, member.value);
  }
  out.push_back('}');
}

}  // namespace

std::string print(const Value& value) {
  std::string out;
  print_to(out, value);
  return out;
}

std::string print_object(const Object& object) {
  std::string out;
  out.reserve(kUsualSize);
  print_members(out, object);
  return out;
}

}  // namespace sallyport::json
