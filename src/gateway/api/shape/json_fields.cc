#include "gateway/api/shape/json_fields.h"

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

Failure unknown_field(std::string_view name) {
  return failure(Kind::malformed, "field_unknown", {},
                 "Unrecognized field \"" + std::string(cut_utf8(name, 64)) + "\"");
}

}  // namespace

Result<void> check_fields(const json::Object& object, const Shape& shape) {
  for (const json::Member& member : object)
    if (!find_field(shape.fields, member.name)) return unknown_field(member.name);
  return {};
}

Result<void> check_settable_fields(const json::Object& object, const Shape& shape) {
  for (const json::Member& member : object) {
    const Field* const field = find_field(shape.fields, member.name);
    if (!field || field->set_by == SetBy::nobody) return unknown_field(member.name);
  }
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
