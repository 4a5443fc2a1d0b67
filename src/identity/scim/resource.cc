#include "identity/scim/resource.h"

#include <algorithm>

#include "base/text.h"

namespace sallyport::scim {
namespace {

Failure wrong_value(std::string_view name, std::string_view what) {
  return failure(Kind::malformed, "scim_value", "RFC 7643 2", std::string(name) + " " + std::string(what));
}

Failure no_attribute(std::string_view name) {
  return failure(Kind::rejected, "scim_attribute", "RFC 7643 2",
                 "There is no attribute " + std::string(cut_utf8(name, 128)));
}

Result<json::Value> read_flag(const Attribute& attribute, const json::Value& value) {
  if (value.as_bool()) return value;
  const std::string* const text = value.as_string();
  if (text && attribute.name == "active") {
    if (ascii_iequals(*text, "true")) return json::Value(true);
    if (ascii_iequals(*text, "false")) return json::Value(false);
  }
  return wrong_value(attribute.name, "must be true or false");
}

Result<json::Value> read_text(const Attribute& attribute, const json::Value& value) {
  const std::string* const text = value.as_string();
  if (text == nullptr) return wrong_value(attribute.name, "must be a text");
  if (text->size() > kMaxText) return wrong_value(attribute.name, "is too long");
  if (text->empty()) return json::Value();
  return value;
}

Result<json::Value> read_complex(const Attribute& attribute, const json::Value& value) {
  if (value.as_string() && find_attribute(attribute.parts(), "value"))  // Entra sends the id of a manager so
    return read_complex(attribute, json::Object{{"value", *value.as_string()}});
  if (value.as_array() && value.as_array()->size() == 1)  // and sometimes in a list
    return read_complex(attribute, value.as_array()->front());
  if (value.as_object() == nullptr) return wrong_value(attribute.name, "must be an object");
  json::Object out;
  for (const json::Member& member : *value.as_object()) {
    const Attribute* const part = find_attribute(attribute.parts(), member.name);
    if (part == nullptr) return no_attribute(std::string(attribute.name) + "." + member.name);
    if (member.value.is_null()) continue;
    SALLYPORT_TRY(auto read, read_value(*part, member.value));
    if (!read.is_null()) out.set(part->name, std::move(read));
  }
  return out.empty() ? json::Value() : json::Value(std::move(out));
}

Result<json::Value> read_single(const Attribute& attribute, const json::Value& value) {
  switch (attribute.type) {
    case Type::flag:
      return read_flag(attribute, value);
    case Type::complex:
      return read_complex(attribute, value);
    case Type::text:
    case Type::reference:
    case Type::date_time:
      return read_text(attribute, value);
  }
  return wrong_value(attribute.name, "has no type");
}

bool is_primary(const json::Value& element) {
  const json::Value* const primary = element.as_object() ? element.as_object()->find("primary") : nullptr;
  return primary != nullptr && *primary == json::Value(true);
}

// One value where a list belongs is taken for a list of one.
Result<json::Value> read_list(const Attribute& attribute, const json::Value& value) {
  const json::Array given = value.as_array() ? *value.as_array() : json::Array{value};
  if (given.size() > kMaxElements) return wrong_value(attribute.name, "has too many elements");
  json::Array out;
  for (const json::Value& element : given) {
    SALLYPORT_TRY(auto read, read_single(attribute, element));
    if (!read.is_null()) out.push_back(std::move(read));
  }
  if (std::ranges::count_if(out, is_primary) > 1)
    return wrong_value(attribute.name, "has more than one primary element");
  return out.empty() ? json::Value() : json::Value(std::move(out));
}

Result<json::Object> read_attributes(std::span<const Attribute> attributes, const json::Object& body) {
  json::Object out;
  for (const json::Member& member : body) {
    const Attribute* const attribute = find_attribute(attributes, member.name);
    if (attribute == nullptr) return no_attribute(member.name);
    if (attribute->mutability == Mutability::read_only || attribute->name == kMembers || member.value.is_null())
      continue;
    if (out.contains(attribute->name)) return wrong_value(attribute->name, "is there twice");
    SALLYPORT_TRY(auto value, read_value(*attribute, member.value));
    if (!value.is_null()) out.set(attribute->name, std::move(value));
  }
  return out;
}

const Schema* extension_named(ResourceKind kind, std::string_view name) {
  const auto extensions = schemas_of(kind).subspan(1);
  const auto found =
      std::ranges::find_if(extensions, [&](const Schema& schema) { return ascii_iequals(schema.id, name); });
  return found == extensions.end() ? nullptr : &*found;
}

bool is_common_name(std::string_view name) {
  return find_attribute(common_attributes(), name) != nullptr;
}

}  // namespace

Result<json::Value> read_value(const Attribute& attribute, const json::Value& value) {
  if (value.is_null()) return json::Value();
  return attribute.multi_valued ? read_list(attribute, value) : read_single(attribute, value);
}

Result<json::Object> read_document(ResourceKind kind, const json::Object& body) {
  json::Object common;
  json::Object core;
  json::Object extensions;
  for (const json::Member& member : body) {
    if (const Schema* const extension = extension_named(kind, member.name)) {
      if (member.value.as_object() == nullptr) return wrong_value(extension->id, "must be an object");
      SALLYPORT_TRY(auto read, read_attributes(extension->attributes, *member.value.as_object()));
      if (!read.empty()) extensions.set(extension->id, std::move(read));
      continue;
    }
    json::Object& part = is_common_name(member.name) ? common : core;
    part.append(member.name) = member.value;
  }
  SALLYPORT_TRY(json::Object out, read_attributes(common_attributes(), common));
  SALLYPORT_TRY(const auto attributes, read_attributes(schemas_of(kind).front().attributes, core));
  for (const json::Object* const part : {&attributes, &std::as_const(extensions)})
    for (const json::Member& member : *part) out.set(member.name, member.value);
  SALLYPORT_CHECK(check_document(kind, out));
  return out;
}

Result<void> check_document(ResourceKind kind, const json::Object& document) {
  for (const Attribute& attribute : schemas_of(kind).front().attributes) {
    const json::Value* const value = document.find(attribute.name);
    if (attribute.required && value == nullptr)
      return failure(Kind::rejected, "scim_required", "RFC 7643 2.2", std::string(attribute.name) + " must be there");
    if (value == nullptr || value->as_array() == nullptr) continue;
    if (value->as_array()->size() > kMaxElements) return wrong_value(attribute.name, "has too many elements");
  }
  if (json::print(document).size() > kMaxDocument) return wrong_value("The resource", "is too long");
  return {};
}

Result<std::vector<std::string>> read_members(const json::Value& value) {
  const json::Array given = value.as_array() ? *value.as_array() : json::Array{value};
  std::vector<std::string> ids;
  for (const json::Value& element : given) {
    const json::Object* const member = element.as_object();
    if (member == nullptr) return wrong_value(kMembers, "must be a list of objects with a value");
    const std::string type = text_of(*member, "type");
    if (!type.empty() && !ascii_iequals(type, "User")) return wrong_value(kMembers, "can only be users");
    ids.push_back(text_of(*member, "value"));
    if (ids.back().empty()) return wrong_value(kMembers, "must be a list of objects with a value");
  }
  return ids;
}

std::string text_of(const json::Object& document, std::string_view name) {
  const json::Value* const value = document.find(name);
  return value && value->as_string() ? *value->as_string() : std::string();
}

std::string main_value(const json::Object& document, std::string_view list) {
  const json::Value* const found = document.find(list);
  if (found == nullptr || found->as_array() == nullptr) return {};
  const json::Array& elements = *found->as_array();
  auto main = std::ranges::find_if(elements, is_primary);
  if (main == elements.end())
    main = std::ranges::find_if(elements, [](const json::Value& one) {
      return one.as_object() && text_of(*one.as_object(), "type") == "work";
    });
  if (main == elements.end()) main = elements.begin();
  return main == elements.end() || !main->as_object() ? std::string() : text_of(*main->as_object(), "value");
}

}  // namespace sallyport::scim
