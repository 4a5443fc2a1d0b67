#include "identity/scim/projection.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sallyport::scim {
namespace {

constexpr std::array<std::string_view, 2> kAlways{"schemas", "id"};

bool is_always_shown(std::string_view name) {
  return std::ranges::find(kAlways, name) != kAlways.end();
}

// Keeps of a value, or of each of its elements, the parts that `keeps` says.
json::Value parts_of(const json::Value& value, const auto& keeps) {
  if (const json::Array* const elements = value.as_array()) {
    json::Array out;
    for (const json::Value& element : *elements)
      if (auto kept = parts_of(element, keeps); !kept.is_null()) out.push_back(std::move(kept));
    return out.empty() ? json::Value() : json::Value(std::move(out));
  }
  if (value.as_object() == nullptr) return {};
  json::Object out;
  for (const json::Member& part : *value.as_object())
    if (keeps(part.name)) out.append(part.name) = part.value;
  return out.empty() ? json::Value() : json::Value(std::move(out));
}

}  // namespace

Result<Projection> Projection::parse(ResourceKind kind, std::string_view attributes, std::string_view excluded) {
  Projection projection;
  if (!attributes.empty() && !excluded.empty())
    return failure(Kind::malformed, "scim_attributes", "RFC 7644 3.9",
                   "attributes and excludedAttributes cannot be given together");
  if (attributes.empty() && excluded.empty()) return projection;
  projection.rule_ = attributes.empty() ? Rule::all_but : Rule::only;
  const auto names = split_words(attributes.empty() ? excluded : attributes, ',');
  if (names.size() > kMaxShownAttributes)
    return failure(Kind::malformed, "scim_attributes", "RFC 7644 3.9", "There are too many attributes");
  for (const std::string_view name : names)
    if (const auto place = find_place(kind, trim(name))) projection.places_.push_back(*place);
  return projection;
}

bool Projection::names(std::string_view extension, std::string_view attribute) const {
  return std::ranges::any_of(places_, [&](const Place& place) {
    return place.extension == extension &&
           (place.attribute == nullptr || (place.attribute->name == attribute && place.part == nullptr));
  });
}

bool Projection::shows(std::string_view attribute) const {
  if (rule_ == Rule::all || is_always_shown(attribute)) return true;
  if (rule_ == Rule::all_but) return !names({}, attribute);
  return std::ranges::any_of(places_, [&](const Place& place) {
    return place.extension.empty() && place.attribute != nullptr && place.attribute->name == attribute;
  });
}

json::Object Projection::apply(const json::Object& resource) const {
  if (rule_ == Rule::all) return resource;
  const auto shown = [&](std::string_view extension, const json::Member& member) -> json::Value {
    const bool only = rule_ == Rule::only;
    if (names(extension, member.name)) return only ? member.value : json::Value();
    const auto is_named = [&](std::string_view part) {
      return std::ranges::any_of(places_, [&](const Place& place) {
        return place.extension == extension && place.attribute && place.attribute->name == member.name && place.part &&
               place.part->name == part;
      });
    };
    const bool in_part = std::ranges::any_of(places_, [&](const Place& place) {
      return place.extension == extension && place.attribute && place.attribute->name == member.name;
    });
    if (!in_part) return only ? json::Value() : member.value;
    return parts_of(member.value, [&](std::string_view part) { return is_named(part) == only; });
  };
  json::Object out;
  for (const json::Member& member : resource) {
    const bool is_extension = member.name.starts_with("urn:") && member.value.as_object() != nullptr;
    json::Value value = is_always_shown(member.name) ? member.value : json::Value();
    if (is_extension) {
      json::Object inside;
      for (const json::Member& one : *member.value.as_object())
        if (auto kept = shown(member.name, one); !kept.is_null()) inside.append(one.name) = std::move(kept);
      if (!inside.empty()) value = std::move(inside);
    } else if (value.is_null()) {
      value = shown({}, member);
    }
    if (!value.is_null()) out.append(member.name) = std::move(value);
  }
  return out;
}

}  // namespace sallyport::scim
