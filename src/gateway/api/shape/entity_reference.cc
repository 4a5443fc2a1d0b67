#include "gateway/api/shape/entity_reference.h"

#include "base/text.h"

namespace sallyport::gateway {
namespace {

const std::string* text_in(const json::Object& object, std::string_view name) {
  const json::Value* const value = object.find(name);
  const std::string* const text = value ? value->as_string() : nullptr;
  return text && !text->empty() ? text : nullptr;
}

}  // namespace

json::Object print_reference(const EntityReference& reference) {
  json::Object out{
      {"id", reference.id}, {"type", reference.type}, {"name", reference.name}, {"fullyQualifiedName", reference.name}};
  if (!reference.display_name.empty()) out.set("displayName", reference.display_name);
  if (!reference.description.empty()) out.set("description", reference.description);
  out.set("deleted", reference.deleted);
  if (!reference.href.empty()) out.set("href", reference.href);
  return out;
}

Result<ReferenceKey> parse_reference(const json::Value& value) {
  if (const std::string* const text = value.as_string(); text && !text->empty())
    return ReferenceKey{is_guid(*text) ? ascii_lower(*text) : std::string(), *text};
  if (const json::Object* const object = value.as_object()) {
    if (const std::string* const id = text_in(*object, "id")) return ReferenceKey{ascii_lower(*id), {}};
    for (const std::string_view member : {"fullyQualifiedName", "name"})
      if (const std::string* const name = text_in(*object, member)) return ReferenceKey{{}, *name};
  }
  return failure(Kind::malformed, "reference_shape", {}, "a reference must be an id, a name, or an object with one");
}

}  // namespace sallyport::gateway
