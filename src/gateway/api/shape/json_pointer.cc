#include "gateway/api/shape/json_pointer.h"

#include <algorithm>

namespace sallyport::gateway {
namespace {

constexpr std::size_t kMaxIndexDigits = 9;

// RFC 6901 4: "~1" is "/" and "~0" is "~"; every other "~" is an error.
std::optional<std::string> without_escapes(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      out.push_back(token[i]);
      continue;
    }
    if (++i == token.size() || (token[i] != '0' && token[i] != '1')) return std::nullopt;
    out.push_back(token[i] == '0' ? '~' : '/');
  }
  return out;
}

Failure wrong_pointer(std::string_view why) {
  return failure(Kind::malformed, "json_pointer", "RFC 6901 3", std::string(why));
}

json::Value* child_of(json::Value& parent, const std::string& token) {
  if (json::Object* const object = parent.as_object()) return object->contains(token) ? &(*object)[token] : nullptr;
  json::Array* const array = parent.as_array();
  if (!array) return nullptr;
  const auto index = array_index(token, array->size());
  return index ? &(*array)[*index] : nullptr;
}

}  // namespace

Result<JsonPointer> parse_json_pointer(std::string_view text) {
  if (text.size() > kMaxPointerLength) return wrong_pointer("a path is too long");
  JsonPointer pointer;
  while (!text.empty()) {
    if (text.front() != '/') return wrong_pointer("a path must begin with /");
    text.remove_prefix(1);
    const std::string_view token = text.substr(0, text.find('/'));
    text.remove_prefix(token.size());
    auto name = without_escapes(token);
    if (!name) return wrong_pointer("a path has a ~ that is neither ~0 nor ~1");
    if (pointer.size() == kMaxPointerTokens) return wrong_pointer("a path is too deep");
    pointer.push_back(*std::move(name));
  }
  return pointer;
}

std::string print_json_pointer(const JsonPointer& pointer) {
  std::string out;
  for (const std::string& token : pointer) {
    out.push_back('/');
    for (const char c : token) {
      if (c == '~') {
        out += "~0";
      } else if (c == '/') {
        out += "~1";
      } else {
        out.push_back(c);
      }
    }
  }
  return out;
}

std::optional<std::size_t> array_index(std::string_view token, std::size_t size) {
  const bool is_number = !token.empty() && token.size() <= kMaxIndexDigits &&
                         std::ranges::all_of(token, [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number || (token.size() > 1 && token.front() == '0')) return std::nullopt;
  std::size_t index = 0;
  for (const char c : token) index = index * 10 + static_cast<std::size_t>(c - '0');
  if (index >= size) return std::nullopt;
  return index;
}

json::Value* find_value(json::Value& document, const JsonPointer& pointer) {
  json::Value* at = &document;
  for (const std::string& token : pointer) {
    at = child_of(*at, token);
    if (!at) return nullptr;
  }
  return at;
}

}  // namespace sallyport::gateway
