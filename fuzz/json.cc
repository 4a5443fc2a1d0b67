// A parsed value stays the same when it is printed and parsed again. An object that is read as a Document has the same
// content, or is refused for the same reason.
#include "base/json.h"

#include <algorithm>

#include "base/json_document.h"
#include "fuzz/fuzz.h"
#include "fuzz/nearly_same.h"

namespace {

using sallyport::fuzz::nearly_equal;
using sallyport::fuzz::nearly_same;
using sallyport::json::Array;
using sallyport::json::Document;
using sallyport::json::Member;
using sallyport::json::Object;
using sallyport::json::Value;
using sallyport::json::View;

bool holds(const View& view, const Value& value);

bool holds_elements(const View& view, const Array& elements) {
  std::size_t count = 0;
  for (const View element : view.elements())
    if (count == elements.size() || !holds(element, elements[count++])) return false;
  return count == elements.size();
}

// `view` is a document or one of its objects.
bool holds_members(const auto& view, const Object& object) {
  const auto equal = [](const Member& member, std::string_view name) { return member.name == name; };
  const auto names = view.names();
  if (!std::equal(object.begin(), object.end(), names.begin(), names.end(), equal)) return false;
  return std::all_of(object.begin(), object.end(),
                     [&](const Member& member) { return holds(*view.find(member.name), member.value); });
}

bool holds(const View& view, const Value& value) {
  if (const auto* flag = value.as_bool()) return view.as_bool() == *flag;
  if (const auto* whole = value.as_integer()) return view.as_integer() == *whole;
  if (const auto* real = value.as_double()) return view.as_double() && nearly_equal(*real, *view.as_double());
  if (const auto* text = value.as_string()) return view.as_string() == *text;
  if (const auto* array = value.as_array()) return view.is_array() && holds_elements(view, *array);
  if (const auto* object = value.as_object()) return view.is_object() && holds_members(view, *object);
  return view.is_null();
}

void compare_readers(std::string_view text) {
  using sallyport::fuzz::require;
  if (text.size() > Document::kMaxBytes) return;
  const auto object = sallyport::json::parse_object(text);
  const auto document = Document::parse(std::string(text));
  require(object.has_value() == document.has_value());
  require(object ? holds_members(*document, *object) : object.error().reason == document.error().reason);
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  compare_readers(text);
  const auto value = json::parse(text);
  if (!value) return;
  const std::string printed = json::print(*value);
  require(printed.find_first_of("<>&\n") == printed.npos);
  const auto again = json::parse(printed, {.bytes = printed.size(), .depth = 16});
  require(again && nearly_same(*value, *again));
  if (printed.size() <= json::Document::kMaxBytes) compare_readers(printed);
}
