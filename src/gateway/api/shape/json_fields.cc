#include "gateway/api/shape/json_fields.h"

#include <algorithm>

#include "base/text.h"

namespace sallyport::gateway {
namespace {

Failure wrong_type(std::string_view name, std::string_view wanted) {
  return failure(Kind::malformed, "field_type", {}, std::string(name) + " must be " + std::string(wanted));
}

const json::Value* value_of(const json::Object& object, std::string_view name) {
  const json::Value* const value = object.find(name);
  return value && !value->is_null() ? value : nullptr;
}

}  // namespace

Result<void> check_fields(const json::Object& object, std::span<const std::string_view> known) {
  for (const json::Member& member : object)
    if (std::ranges::find(known, member.name) == known.end())
      return failure(Kind::malformed, "field_unknown", {},
                     "Unrecognized field \"" + std::string(cut_utf8(member.name, 64)) + "\"");
  return {};
}

Result<std::optional<std::string>> text_field(const json::Object& object, std::string_view name) {
  const json::Value* const value = value_of(object, name);
  if (!value) return std::optional<std::string>();
  if (!value->as_string()) return wrong_type(name, "a text");
  return std::optional(*value->as_string());
}

Result<std::optional<bool>> flag_field(const json::Object& object, std::string_view name) {
  const json::Value* const value = value_of(object, name);
  if (!value) return std::optional<bool>();
  if (!value->as_bool()) return wrong_type(name, "true or false");
  return std::optional(*value->as_bool());
}

Result<std::optional<json::Array>> list_field(const json::Object& object, std::string_view name) {
  const json::Value* const value = value_of(object, name);
  if (!value) return std::optional<json::Array>();
  if (!value->as_array()) return wrong_type(name, "a list");
  return std::optional(*value->as_array());
}

Result<std::string> needed_text_field(const json::Object& object, std::string_view name) {
  SALLYPORT_TRY(auto text, text_field(object, name));
  if (!text || text->empty())
    return failure(Kind::malformed, "field_missing", {}, std::string(name) + " must not be empty");
  return *std::move(text);
}

}  // namespace sallyport::gateway
