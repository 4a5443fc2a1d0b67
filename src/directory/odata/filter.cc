#include "directory/odata/filter.h"

#include <algorithm>

#include "base/text.h"
#include "directory/odata/time_text.h"

namespace sallyport::directory::odata {
namespace {

tl::unexpected<Fault> no_such_property(std::string_view property, const EntityType& type) {
  return bad_query("Invalid filter clause: Could not find a property named '" + std::string(property) +
                   "' on type 'microsoft.graph." + std::string(type.name) + "'.");
}
tl::unexpected<Fault> not_filterable(std::string_view property, const EntityType& type) {
  return unsupported_query("Unsupported or invalid query filter clause specified for property '" +
                           std::string(property) + "' of resource '" + std::string(type.resource) + "'.");
}

bool fits(const Literal& literal, Type type) {
  if (std::holds_alternative<std::nullptr_t>(literal)) return true;
  switch (type) {
    case Type::text:
    case Type::texts: {
      const auto* bare = std::get_if<BareLiteral>(&literal);
      return std::holds_alternative<std::string>(literal) || (bare != nullptr && is_guid(bare->text));
    }
    case Type::boolean:
      return std::holds_alternative<bool>(literal);
    case Type::integer:
      return std::holds_alternative<std::int64_t>(literal);
    case Type::time: {
      const auto* bare = std::get_if<BareLiteral>(&literal);
      return bare != nullptr && is_time(bare->text);
    }
    case Type::object:
    case Type::objects:
      return false;
  }
  return false;
}

bool is_ordering(Operator op) {
  return op == Operator::gt || op == Operator::ge || op == Operator::lt || op == Operator::le;
}
bool is_function(Operator op) {
  return op == Operator::starts_with || op == Operator::ends_with || op == Operator::contains;
}

// Whether the operator has a meaning for the type.
bool suits(Operator op, Type type) {
  switch (type) {
    case Type::text:
    case Type::texts:
      return true;
    case Type::boolean:
      return op == Operator::eq || op == Operator::ne;
    case Type::integer:
    case Type::time:
      return !is_function(op);
    case Type::object:
    case Type::objects:
      return false;
  }
  return false;
}

Faulty<void> check_within(const Expression& filter, const EntityType& type, const Property* collection) {
  switch (filter.kind) {
    case Expression::Kind::all_of:
    case Expression::Kind::one_of:
    case Expression::Kind::negation:
      for (const Expression& operand : filter.operands)
        if (auto checked = check_within(operand, type, collection); !checked) return checked;
      return {};
    case Expression::Kind::any: {
      const Property* named = type.find(filter.property);
      if (named == nullptr) return no_such_property(filter.property, type);
      const bool is_collection = named->type == Type::texts || named->type == Type::objects;
      if (!is_collection || !named->can(May::filter)) return not_filterable(filter.property, type);
      return check_within(filter.operands.front(), type, named);
    }
    case Expression::Kind::clause:
      break;
  }
  std::string path = collection == nullptr ? filter.property : std::string(collection->name);
  if (collection != nullptr && !filter.property.empty()) path += "/" + filter.property;
  const Property* property = type.find(path);
  if (property == nullptr) return no_such_property(path, type);
  const bool needs_any = collection == nullptr && (property->type == Type::texts || property->type == Type::objects);
  if (needs_any || !property->can(May::filter) || !suits(filter.op, property->type)) return not_filterable(path, type);
  for (const Literal& literal : filter.literals)
    if (!fits(literal, property->type))
      return bad_query("Invalid filter clause: A value of '" + path + "' has another type than the property.");
  return {};
}

const json::Value* find_value(const json::Object& entity, std::string_view path) {
  const json::Object* object = &entity;
  while (true) {
    const std::size_t slash = path.find('/');
    const json::Value* value = object->find(path.substr(0, slash));
    if (value == nullptr || slash == std::string_view::npos) return value;
    object = value->as_object();
    if (object == nullptr) return nullptr;
    path.remove_prefix(slash + 1);
  }
}

bool ordered(Operator op, const auto& a, const auto& b) {
  switch (op) {
    case Operator::gt:
      return a > b;
    case Operator::ge:
      return a >= b;
    case Operator::lt:
      return a < b;
    case Operator::le:
      return a <= b;
    default:
      return a == b;  // eq, ne and in, of which the caller takes the sense
  }
}

bool compare_texts(Operator op, const std::string& value, const Literal& literal) {
  const auto* quoted = std::get_if<std::string>(&literal);
  const auto* bare = std::get_if<BareLiteral>(&literal);
  if (bare != nullptr && is_time(bare->text) && is_time(value))
    return ordered(op, whole_seconds(value), whole_seconds(bare->text));
  if (quoted == nullptr && bare == nullptr) return false;
  const std::string a = ascii_lower(value);
  const std::string b = ascii_lower(quoted != nullptr ? *quoted : bare->text);
  if (op == Operator::starts_with) return a.starts_with(b);
  if (op == Operator::ends_with) return a.ends_with(b);
  if (op == Operator::contains) return a.find(b) != std::string::npos;
  return ordered(op, a, b);
}

// One literal against one value. For `ne`, whether the two are equal.
bool compare(Operator op, const json::Value& value, const Literal& literal) {
  if (value.is_null() || std::holds_alternative<std::nullptr_t>(literal))
    return value.is_null() && std::holds_alternative<std::nullptr_t>(literal) && !is_ordering(op);
  if (const auto* text = value.as_string()) return compare_texts(op, *text, literal);
  if (const auto* flag = value.as_bool()) return literal == Literal(*flag);
  const auto* number = value.as_integer();
  const auto* wanted = std::get_if<std::int64_t>(&literal);
  return number != nullptr && wanted != nullptr && ordered(op, *number, *wanted);
}

bool clause_matches(const Expression& clause, const json::Value& value) {
  const auto equal = [&](const Literal& literal) { return compare(clause.op, value, literal); };
  const bool found = std::ranges::any_of(clause.literals, equal);
  return clause.op == Operator::ne ? !found : found;
}

// `entity` is null inside any() over a collection of texts; then `element` is the text.
bool evaluate(const Expression& filter, const json::Object* entity, const json::Value* element) {
  const auto holds = [&](const Expression& operand) { return evaluate(operand, entity, element); };
  switch (filter.kind) {
    case Expression::Kind::all_of:
      return std::ranges::all_of(filter.operands, holds);
    case Expression::Kind::one_of:
      return std::ranges::any_of(filter.operands, holds);
    case Expression::Kind::negation:
      return !holds(filter.operands.front());
    case Expression::Kind::any: {
      const json::Value* value = entity == nullptr ? nullptr : find_value(*entity, filter.property);
      const json::Array* array = value == nullptr ? nullptr : value->as_array();
      return array != nullptr && std::ranges::any_of(*array, [&](const json::Value& each) {
               return evaluate(filter.operands.front(), each.as_object(), &each);
             });
    }
    case Expression::Kind::clause:
      break;
  }
  static const json::Value kNull;
  const json::Value* value = filter.property.empty() ? element
                             : entity == nullptr     ? nullptr
                                                     : find_value(*entity, filter.property);
  return clause_matches(filter, value == nullptr ? kNull : *value);
}

}  // namespace

Faulty<void> check_filter(const Expression& filter, const EntityType& type) {
  return check_within(filter, type, nullptr);
}

bool matches(const Expression& filter, const json::Object& entity) {
  return evaluate(filter, &entity, nullptr);
}

std::vector<std::string> wanted_values(const Expression& filter, std::string_view property) {
  std::vector<std::string> values;
  const bool equals = filter.kind == Expression::Kind::clause && filter.property == property &&
                      (filter.op == Operator::eq || filter.op == Operator::in);
  if (!equals) return values;
  for (const Literal& literal : filter.literals) {
    if (const auto* text = std::get_if<std::string>(&literal))
      values.push_back(*text);
    else if (const auto* bare = std::get_if<BareLiteral>(&literal))
      values.push_back(bare->text);
    else
      return {};
  }
  return values;
}

}  // namespace sallyport::directory::odata
