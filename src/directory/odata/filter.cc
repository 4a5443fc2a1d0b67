#include "directory/odata/filter.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace sallyport::directory::odata {
namespace {

bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_bare(char c) {
  return is_name_start(c) || is_digit(c) || c == '-' || c == ':' || c == '.';
}

// "2026-11-29" or "2026-11-29T23:00:00Z", with or without a fraction of the second.
bool is_time(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
  if (text.size() != 10 && text.size() < kShape.size() + 1) return false;
  for (std::size_t i = 0; i < std::min(text.size(), kShape.size()); ++i)
    if (kShape[i] == 'd' ? !is_digit(text[i]) : text[i] != kShape[i]) return false;
  if (text.size() == 10) return true;
  if (text.back() != 'Z') return false;
  const std::string_view fraction = text.substr(kShape.size(), text.size() - kShape.size() - 1);
  return fraction.empty() || (fraction.size() > 1 && fraction.size() <= 8 && fraction[0] == '.' &&
                              std::ranges::all_of(fraction.substr(1), is_digit));
}

// The time without its fraction, so that two times compare as texts.
std::string whole_seconds(std::string_view text) {
  if (text.size() == 10) return std::string(text) + "T00:00:00Z";
  return std::string(text.substr(0, 19)) + "Z";
}

struct Comparison {
  std::string_view word;
  Operator op;
};
constexpr std::array kComparisons{Comparison{"eq", Operator::eq}, Comparison{"ne", Operator::ne},
                                  Comparison{"gt", Operator::gt}, Comparison{"ge", Operator::ge},
                                  Comparison{"lt", Operator::lt}, Comparison{"le", Operator::le}};
constexpr std::array kFunctions{Comparison{"startswith", Operator::starts_with},
                                Comparison{"endswith", Operator::ends_with},
                                Comparison{"contains", Operator::contains}};

// A recursive descent over the text. Each parse_…() leaves the position after what it read.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Faulty<Expression> parse() {
    auto whole = parse_either();
    if (!whole) return whole;
    skip_spaces();
    if (at_ != text_.size()) return wrong();
    return whole;
  }

 private:
  tl::unexpected<Fault> wrong() const {
    return bad_query("Invalid filter clause: Syntax error at position " + std::to_string(at_) + " in '" +
                     std::string(text_) + "'.");
  }

  void skip_spaces() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(char c) {
    skip_spaces();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  // Takes a word if it stands here and ends here.
  bool take_word(std::string_view word) {
    skip_spaces();
    const std::string_view rest = text_.substr(at_);
    if (!rest.starts_with(word) || (rest.size() > word.size() && is_bare(rest[word.size()]))) return false;
    at_ += word.size();
    return true;
  }
  std::string take_name() {
    const std::size_t start = at_;
    if (at_ < text_.size() && is_name_start(text_[at_]))
      while (at_ < text_.size() && (is_name_start(text_[at_]) || is_digit(text_[at_]))) ++at_;
    return std::string(text_.substr(start, at_ - start));
  }

  // Joins what `part` reads and `word` separates, into one expression of this kind.
  Faulty<Expression> parse_joined(std::string_view word, Expression::Kind kind, Faulty<Expression> (Parser::*part)()) {
    auto first = (this->*part)();
    if (!first || !take_word(word)) return first;
    Expression joined;
    joined.kind = kind;
    joined.operands.push_back(*std::move(first));
    do {
      auto next = (this->*part)();
      if (!next) return next;
      joined.operands.push_back(*std::move(next));
    } while (take_word(word));
    if (kind == Expression::Kind::one_of && joined.operands.size() > kMaxAlternatives)
      return unsupported_query(
          "Too many child clauses specified in search filter expression containing 'OR' "
          "operators: " +
          std::to_string(joined.operands.size()) + ". Max allowed: " + std::to_string(kMaxAlternatives) + ".");
    return joined;
  }
  Faulty<Expression> parse_either() { return parse_joined("or", Expression::Kind::one_of, &Parser::parse_both); }
  Faulty<Expression> parse_both() { return parse_joined("and", Expression::Kind::all_of, &Parser::parse_one); }

  Faulty<Expression> parse_one() {
    if (++depth_ > kMaxDepth) return wrong();
    auto one = parse_at_depth();
    --depth_;
    return one;
  }
  Faulty<Expression> parse_at_depth() {
    if (take_word("not")) {
      auto inner = parse_one();
      if (!inner) return inner;
      Expression negation;
      negation.kind = Expression::Kind::negation;
      negation.operands.push_back(*std::move(inner));
      return negation;
    }
    if (take('(')) {
      auto inner = parse_either();
      if (inner && !take(')')) return wrong();
      return inner;
    }
    return parse_clause();
  }

  Faulty<Expression> parse_clause() {
    if (++clauses_ > kMaxClauses) return wrong();
    for (const Comparison& function : kFunctions)
      if (take_word(function.word)) return parse_function(function.op);
    auto path = parse_path();
    if (!path) return tl::unexpected(path.error());
    if (path->is_any) return parse_any(std::move(path->property));
    Expression clause;
    clause.property = std::move(path->property);
    if (take_word("in")) return parse_in(std::move(clause));
    for (const Comparison& comparison : kComparisons) {
      if (!take_word(comparison.word)) continue;
      clause.op = comparison.op;
      auto literal = parse_literal();
      if (!literal) return tl::unexpected(literal.error());
      clause.literals.push_back(*std::move(literal));
      return clause;
    }
    return wrong();
  }

  Faulty<Expression> parse_function(Operator op) {
    Expression clause;
    clause.op = op;
    if (!take('(')) return wrong();
    auto path = parse_path();
    if (!path || path->is_any || !take(',')) return wrong();
    clause.property = std::move(path->property);
    auto literal = parse_literal();
    if (!literal || !std::holds_alternative<std::string>(*literal) || !take(')')) return wrong();
    clause.literals.push_back(*std::move(literal));
    return clause;
  }

  Faulty<Expression> parse_in(Expression clause) {
    clause.op = Operator::in;
    if (!take('(')) return wrong();
    do {
      auto literal = parse_literal();
      if (!literal) return tl::unexpected(literal.error());
      clause.literals.push_back(*std::move(literal));
      if (clause.literals.size() > kMaxAlternatives)
        return unsupported_query(
            "Too many values in the 'in' operator. Max allowed: " + std::to_string(kMaxAlternatives) + ".");
    } while (take(','));
    if (!take(')')) return wrong();
    return clause;
  }

  Faulty<Expression> parse_any(std::string collection) {
    if (!variable_.empty() || !take('(')) return wrong();  // any() inside any() is not supported
    skip_spaces();
    variable_ = take_name();
    if (variable_.empty() || !take(':')) return wrong();
    auto inner = parse_either();
    variable_.clear();
    if (!inner) return inner;
    if (!take(')')) return wrong();
    Expression any;
    any.kind = Expression::Kind::any;
    any.property = std::move(collection);
    any.operands.push_back(*std::move(inner));
    return any;
  }

  struct Path {
    std::string property;
    bool is_any = false;  // the path ended with "/any"
  };
  Faulty<Path> parse_path() {
    skip_spaces();
    Path path{take_name(), false};
    if (path.property.empty()) return wrong();
    const bool below_variable = !variable_.empty();
    if (below_variable) {
      if (path.property != variable_) return wrong();
      path.property.clear();
    }
    while (at_ < text_.size() && text_[at_] == '/') {
      ++at_;
      const std::string name = take_name();
      if (name.empty()) return wrong();
      if (name == "any" && !below_variable) {
        path.is_any = true;
        return path;
      }
      path.property += (path.property.empty() ? "" : "/") + name;
    }
    return path;
  }

  Faulty<Literal> parse_literal() {
    skip_spaces();
    if (at_ >= text_.size()) return wrong();
    if (text_[at_] == '\'') return parse_text();
    const std::size_t start = at_;
    while (at_ < text_.size() && is_bare(text_[at_])) ++at_;
    const std::string_view word = text_.substr(start, at_ - start);
    if (word == "true") return Literal(true);
    if (word == "false") return Literal(false);
    if (word == "null") return Literal(nullptr);
    if (is_guid(word) || is_time(word)) return Literal(BareLiteral{std::string(word)});
    if (const auto number = parse_decimal(word)) return Literal(std::int64_t{*number});
    at_ = start;
    return wrong();
  }
  // A quote inside a text is written twice.
  Faulty<Literal> parse_text() {
    std::string value;
    const std::size_t start = at_++;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c != '\'') {
        value += c;
      } else if (at_ < text_.size() && text_[at_] == '\'') {
        value += c;
        ++at_;
      } else {
        return Literal(std::move(value));
      }
    }
    at_ = start;
    return wrong();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t clauses_ = 0;
  std::string variable_;  // of the any() that is being read
};

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

Faulty<Expression> parse_filter(std::string_view text) {
  if (text.size() > kMaxFilter) return bad_query("Invalid filter clause: The filter is too long.");
  return Parser(text).parse();
}

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
