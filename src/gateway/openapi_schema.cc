#include "gateway/openapi_schema.h"

#include "base/text.h"
#include "gateway/api/shape/common_shapes.h"
#include "gateway/api/shape/json_patch.h"

namespace sallyport::gateway {
namespace {

json::Object typed(std::string_view type) {
  return {{"type", type}};
}

json::Object list_schema(json::Object items) {
  return {{"type", "array"}, {"items", std::move(items)}};
}

json::Object reference_by_name(std::string_view name) {
  return {{"$ref", "#/components/schemas/" + std::string(name)}};
}

json::Object text_schema(const Field& field) {
  json::Object out = typed("string");
  if (field.choices.empty()) return out;
  json::Array choices;
  for (const std::string_view choice : split_words(field.choices)) choices.emplace_back(choice);
  out.set("enum", std::move(choices));
  return out;
}

// What clients send to name an entity.
json::Object sent_reference() {
  return {{"anyOf", json::Array{typed("string"), typed("object")}},
          {"description", "A name, an id, or an object with one of them"}};
}

// The pointers (RFC 6901) at which an operation may write: the whole document, and what is in members that can change.
// A test may look at all members.
json::Object pointer_schema(const Shape& shape, bool writes) {
  std::string names;
  for (const Field& field : shape.fields)
    if (!writes || is_changeable(field)) names.append(names.empty() ? "" : "|").append(field.name);
  return {{"type", "string"}, {"pattern", "^(/(" + names + ")(/.*)?)?$"}};
}

json::Object patch_operation(const PatchVerb& verb, const Shape& shape) {
  json::Array required{"op", "path"};
  json::Object properties{{"op", json::Object{{"const", verb.name}}}, {"path", pointer_schema(shape, verb.writes)}};
  if (verb.has_value) properties.set("value", json::Object{});
  // A move also takes away what was at `from`.
  if (verb.has_from) properties.set("from", pointer_schema(shape, verb.verb == PatchOperation::Verb::move));
  if (verb.has_value) required.emplace_back("value");
  if (verb.has_from) required.emplace_back("from");
  return {{"type", "object"}, {"required", std::move(required)}, {"properties", std::move(properties)}};
}

json::Object patch_schema(const Shape& shape) {
  json::Array operations;
  for (const PatchVerb& verb : kPatchVerbs) operations.emplace_back(patch_operation(verb, shape));
  json::Object out = list_schema(json::Object{{"oneOf", std::move(operations)}});
  out.set("maxItems", static_cast<std::int64_t>(kMaxPatchOperations));
  out.set("description", "A JSON Patch (RFC 6902): all of it or nothing");
  return out;
}

std::string_view who_may_set(SetBy set_by) {
  switch (set_by) {
    case SetBy::nobody:
      return {};
    case SetBy::creation:
      return "Set at the creation";
    case SetBy::operation:
      return "Needs ";
    case SetBy::self:
      return "For oneself, or needs ";
    case SetBy::administrator:
      return "For administrators";
  }
  return {};
}

}  // namespace

std::string describe(const Field& field) {
  std::string out(field.meaning);
  const std::string_view who = who_may_set(field.set_by);
  if (who.empty()) return out;
  return out.append(out.empty() ? "" : ". ").append(who).append(field.operation);
}

json::Object SchemaBook::schema_of(const Body& body) {
  switch (body.form) {
    case Form::none:
    case Form::anything:
      return {};
    case Form::text:
    case Form::ndjson:
      return typed("string");
    case Form::patch:
      return reference_to_patch(*body.shape);
    case Form::history:
      return reference_to(kHistoryShape);
    case Form::one:
      return reference_to(*body.shape);
    case Form::settable:
      return reference_to_settable(*body.shape);
    case Form::array:
      return list_schema(reference_to(*body.shape));
    case Form::page:
    case Form::all:
      return print_page(*body.shape);
    case Form::scim_user:
      return reference_to_scim(scim::ResourceKind::user, ScimUse::answer);
    case Form::scim_group:
      return reference_to_scim(scim::ResourceKind::group, ScimUse::answer);
    case Form::scim_new_user:
      return reference_to_scim(scim::ResourceKind::user, ScimUse::sent);
    case Form::scim_new_group:
      return reference_to_scim(scim::ResourceKind::group, ScimUse::sent);
    case Form::scim_users:
      return scim_list_schema(reference_to_scim(scim::ResourceKind::user, ScimUse::answer));
    case Form::scim_groups:
      return scim_list_schema(reference_to_scim(scim::ResourceKind::group, ScimUse::answer));
  }
  return {};
}

json::Object SchemaBook::reference_to(const Shape& shape) {
  const std::string name(shape.name);
  if (!printed_.contains(name)) printed_[name] = print_object(shape, Use::answer);
  return reference_by_name(name);
}

json::Object SchemaBook::reference_to_settable(const Shape& shape) {
  const std::string name = "New" + std::string(shape.name);
  if (!printed_.contains(name)) printed_[name] = print_object(shape, Use::settable);
  return reference_by_name(name);
}

json::Object SchemaBook::reference_to_patch(const Shape& shape) {
  const std::string name = "PatchOf" + std::string(shape.name);
  if (!printed_.contains(name)) printed_[name] = patch_schema(shape);
  return reference_by_name(name);
}

json::Object SchemaBook::reference_to_scim(scim::ResourceKind kind, ScimUse use) {
  const std::string name = scim_schema_name(kind, use);
  if (!printed_.contains(name)) printed_[name] = scim_resource_schema(kind, use);
  return reference_by_name(name);
}

json::Object SchemaBook::print_object(const Shape& shape, Use use) {
  json::Object properties;
  json::Array required;
  for (const Field& field : shape.fields) {
    if (use == Use::settable && field.set_by == SetBy::nobody) continue;
    properties.set(field.name, print_field(field, shape, use));
    const bool is_needed = field.needed && (use == Use::answer || field.set_by == SetBy::creation);
    if (is_needed) required.emplace_back(field.name);
  }
  json::Object out{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) out.set("required", std::move(required));
  if (shape.further == Further::refused) out.set("additionalProperties", false);
  return out;
}

json::Object SchemaBook::print_field(const Field& field, const Shape& within, Use use) {
  json::Object out = print_type(field, within, use);
  if (const std::string description = describe(field); !description.empty()) out.set("description", description);
  return out;
}

json::Object SchemaBook::print_type(const Field& field, const Shape& within, Use use) {
  switch (field.type) {
    case Type::text:
      return text_schema(field);
    case Type::guid:
      return {{"type", "string"}, {"format", "uuid"}};
    case Type::flag:
      return typed("boolean");
    case Type::integer:
      return typed("integer");
    case Type::number:
      return typed("number");
    case Type::time:
      return {{"type", "integer"}, {"format", "int64"}};
    case Type::texts:
      return list_schema(typed("string"));
    case Type::texts_by:
      return {{"type", "object"}, {"additionalProperties", list_schema(typed("string"))}};
    case Type::reference:
      return use == Use::settable ? sent_reference() : reference_to(kReferenceShape);
    case Type::references:
      return list_schema(use == Use::settable ? sent_reference() : reference_to(kReferenceShape));
    case Type::one:
      return reference_to(*field.of);
    case Type::list:
      return list_schema(reference_to(*field.of));
    case Type::same:
      return list_schema(reference_by_name(within.name));
    case Type::object:
      return typed("object");
    case Type::any:
      return {};
  }
  return {};
}

json::Object SchemaBook::print_page(const Shape& shape) {
  return {
      {"type", "object"},
      {"required", json::Array{"data", "paging"}},
      {"properties", json::Object{{"data", list_schema(reference_to(shape))}, {"paging", reference_to(kPagingShape)}}},
      {"additionalProperties", false}};
}

json::Object SchemaBook::schemas() const {
  json::Object out;
  for (const auto& [name, schema] : printed_) out.set(name, schema);
  return out;
}

}  // namespace sallyport::gateway
