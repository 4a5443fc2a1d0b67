// What the bodies of the API look like. Each kind of body is a table of its members: what is in them, and who may set
// them. The endpoints check what clients send against these tables, and openapi.json and the page for people are made
// of them. The rows of the API say which table describes what they take and give.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sallyport::gateway {

enum class Type : std::uint8_t {
  text,
  guid,
  flag,
  integer,
  number,
  time,        // milliseconds since 1970
  texts,       // a list
  texts_by,    // an object of lists of texts
  reference,   // to an entity; clients may send its name or id alone
  references,  // a list
  one,         // an object, which `of` describes
  list,        // of such objects
  same,        // a list of objects of this very shape
  object,      // of any members
  any,
};

// Who may set a member of an entity.
enum class SetBy : std::uint8_t {
  nobody,         // it follows from something else, or is the provider's
  creation,       // whoever creates the entity; it never changes
  operation,      // whoever the policies allow the member's operation
  self,           // the person, and whoever has the operation
  administrator,  // administrators
};

struct Shape;

struct Field {
  std::string_view name;
  Type type = Type::text;
  std::string_view meaning{};
  bool needed = false;  // in an answer: always there; in a request: it must be there
  const Shape* of = nullptr;
  std::string_view choices{};  // of a text, separated by blanks; empty: any text
  SetBy set_by = SetBy::nobody;
  std::string_view operation{};
};

enum class Further : std::uint8_t { refused, allowed };

struct Shape {
  std::string_view name;  // "Role"
  std::span<const Field> fields;
  Further further = Further::refused;  // members that are not listed
};

// The field with this name; null if there is none.
constexpr const Field* find_field(std::span<const Field> fields, std::string_view name) {
  for (const Field& field : fields)
    if (field.name == name) return &field;
  return nullptr;
}

// Whether a patch can change this member. Some are set once, at the creation.
constexpr bool is_changeable(const Field& field) {
  return field.set_by != SetBy::nobody && field.set_by != SetBy::creation;
}

// The operation that changes this member; empty if nobody may.
constexpr std::string_view operation_for(std::span<const Field> fields, std::string_view name) {
  const Field* const field = find_field(fields, name);
  return field ? field->operation : std::string_view();
}

enum class Form : std::uint8_t {
  none,
  one,       // an object of the shape
  settable,  // an object of those members of the shape that somebody may set
  page,      // {"data": […], "paging": …}, with cursors
  all,       // the same without cursors: the whole list
  array,     // the list alone
  history,   // {"entityType": …, "versions": […]}: each version as JSON in a text
  patch,     // RFC 6902: operations on the members of the shape that somebody may set
  text,
  ndjson,  // an object a line
  anything,
  // Of SCIM. The table of attributes in identity/scim/schema.h describes users and groups.
  scim_user,
  scim_group,
  scim_new_user,
  scim_new_group,
  scim_users,  // a ListResponse
  scim_groups,
};

// The body of a request or of an answer.
struct Body {
  Form form = Form::none;
  const Shape* shape = nullptr;  // null for none, history, text, anything and those of SCIM
};

}  // namespace sallyport::gateway
