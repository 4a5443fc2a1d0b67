// The properties of an entity, as rows of a table: which can be selected, filtered, sorted and searched. An entity
// itself is a JSON object, so a filter works on what the client would get.
// Source: the resource types of Microsoft Graph v1.0.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

namespace sallyport::directory::odata {

enum class Type : std::uint8_t {
  text,  // compared without case, as in Entra ID
  boolean,
  integer,
  time,     // "2026-11-29T23:00:00Z"
  object,   // filtered by the rows of its properties
  texts,    // a collection of texts, filtered with any()
  objects,  // a collection of objects, filtered with any() and by the rows of their properties
};

// What a query may do with a property. The bits combine.
enum class May : std::uint8_t {
  only_select = 0,
  filter = 1,
  sort = 2,
  search = 4,
  filter_and_search = filter | search,
  everything = filter | sort | search,
  filter_and_sort = filter | sort,
};

enum class Shown : std::uint8_t { always, if_selected };

struct Property {
  std::string_view name;  // "displayName"; of an inner property the whole path: "status/errorCode"
  Type type = Type::text;
  May may = May::only_select;
  Shown shown = Shown::always;

  constexpr bool can(May what) const { return (static_cast<std::uint8_t>(may) & static_cast<std::uint8_t>(what)) != 0; }
};

struct EntityType {
  std::string_view name;      // "user", as in "microsoft.graph.user"
  std::string_view resource;  // "User", as in Graph's error messages
  std::string_view set;       // "users", as in "$metadata#users"
  std::span<const Property> properties;

  // Null if the type has no such property. The name's case matters.
  constexpr const Property* find(std::string_view property) const {
    const auto at = std::ranges::find(properties, property, &Property::name);
    return at == properties.end() ? nullptr : &*at;
  }
};

}  // namespace sallyport::directory::odata
