#include "identity/scim/place.h"

#include <string>

#include "base/text.h"

namespace sallyport::scim {
namespace {

constexpr std::size_t kMaxShown = 128;

Failure unknown_attribute(std::string_view name) {
  return failure(Kind::rejected, "scim_attribute", "RFC 7644 3.10",
                 "There is no attribute " + std::string(cut_utf8(name, kMaxShown)));
}

// What follows the URN and a colon; the same as `name` if it does not begin with the URN.
std::string_view without_urn(std::string_view name, std::string_view urn) {
  const bool has_urn =
      name.size() > urn.size() && name[urn.size()] == ':' && ascii_iequals(name.substr(0, urn.size()), urn);
  return has_urn ? name.substr(urn.size() + 1) : name;
}

bool is_core(ResourceKind kind, const Schema& schema) {
  return schema.id == schemas_of(kind).front().id;
}

const Attribute* attribute_in(ResourceKind kind, const Schema& schema, std::string_view name) {
  const Attribute* const found = find_attribute(schema.attributes, name);
  return found == nullptr && is_core(kind, schema) ? find_attribute(common_attributes(), name) : found;
}

Result<Place> place_in(ResourceKind kind, const Schema& schema, std::string_view name) {
  const std::size_t dot = name.find('.');
  Place place{is_core(kind, schema) ? std::string_view() : schema.id, attribute_in(kind, schema, name.substr(0, dot))};
  if (place.attribute == nullptr) return unknown_attribute(name);
  if (dot == std::string_view::npos) return place;
  place.part = find_attribute(place.attribute->parts(), name.substr(dot + 1));
  if (place.part == nullptr) return unknown_attribute(name);
  return place;
}

}  // namespace

Result<Place> find_place(ResourceKind kind, std::string_view name) {
  for (const Schema& schema : schemas_of(kind)) {
    if (!is_core(kind, schema) && ascii_iequals(name, schema.id)) return Place{schema.id};
    const std::string_view rest = without_urn(name, schema.id);
    if (rest != name) return place_in(kind, schema, rest);
  }
  for (const Schema& schema : schemas_of(kind))
    if (auto place = place_in(kind, schema, name)) return place;
  return unknown_attribute(name);
}

const json::Value* find_at(const json::Object& document, const Place& place) {
  const json::Object* container = &document;
  if (!place.extension.empty()) {
    const json::Value* const extension = document.find(place.extension);
    container = extension == nullptr ? nullptr : extension->as_object();
  }
  if (container == nullptr || place.attribute == nullptr) return nullptr;
  return container->find(place.attribute->name);
}

}  // namespace sallyport::scim
