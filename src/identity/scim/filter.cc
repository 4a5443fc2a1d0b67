#include "identity/scim/filter.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/characters.h"
#include "base/text.h"

namespace sallyport::scim {
namespace {

struct ComparisonName {
  std::string_view name;
  Comparison comparison;
};
constexpr std::array kComparisons{ComparisonName{"eq", Comparison::equal},    ComparisonName{"ne", Comparison::unequal},
                                  ComparisonName{"co", Comparison::contains}, ComparisonName{"sw", Comparison::starts},
                                  ComparisonName{"ew", Comparison::ends},     ComparisonName{"gt", Comparison::greater},
                                  ComparisonName{"ge", Comparison::at_least}, ComparisonName{"lt", Comparison::less},
                                  ComparisonName{"le", Comparison::at_most}};

bool is_name_character(char c) {
  return is_letter_or_digit(c) || c == '.' || c == ':' || c == '-' || c == '_' || c == '$';
}

// Recursive descent. The depth is bounded, so the stack is, too.
class FilterParser {
 public:
  FilterParser(ResourceKind kind, std::string_view text, std::string_view reason)
      : kind_(kind), text_(text), reason_(reason) {}

  Result<Filter> parse_all() {
    if (text_.size() > kMaxFilter) return fault("the filter is too long");
    SALLYPORT_TRY(auto filter, parse_some({}));
    if (!at_end()) return fault("expected and, or, or the end");
    return filter;
  }

  Result<Target> parse_all_target() {
    if (text_.size() > kMaxFilter) return fault("the path is too long");
    Target target;
    const std::string_view name = take_name();
    SALLYPORT_TRY(target.place, find_place(kind_, name));
    if (take('[')) {
      SALLYPORT_TRY(target.elements, parse_element(target.place));
      if (take('.')) {
        SALLYPORT_TRY(target.place.part, part_of(*target.place.attribute, take_name()));
      }
    }
    if (!at_end()) return fault("expected the end");
    return target;
  }

 private:
  using Parts = std::span<const Attribute>;  // of the attribute whose element is looked at; empty: of a resource

  Failure fault(std::string_view message) const {
    return failure(Kind::malformed, reason_, "RFC 7644 3.4.2.2",
                   "column " + std::to_string(at_ + 1) + ": " + std::string(message));
  }

  bool at_end() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return at_ == text_.size();
  }

  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::string_view take_name() {
    if (at_end()) return {};
    const std::size_t from = at_;
    while (at_ < text_.size() && is_name_character(text_[at_])) ++at_;
    return text_.substr(from, at_ - from);
  }

  // A word, if it comes next as a whole.
  bool take_word(std::string_view word) {
    if (at_end()) return false;
    const std::size_t before = at_;
    if (ascii_iequals(take_name(), word)) return true;
    at_ = before;
    return false;
  }

  // "a or b or c": one node with three operands, and the node of `a` alone if it stands alone.
  Result<Filter> parse_chain(Filter::Kind kind, Parts parts) {
    const bool outer = kind == Filter::Kind::some;
    Filter chain{.kind = kind};
    do {
      auto operand = outer ? parse_chain(Filter::Kind::every, parts) : parse_term(parts);
      if (!operand) return operand;
      chain.operands.push_back(*std::move(operand));
    } while (take_word(outer ? "or" : "and"));
    if (chain.operands.size() > 1) return chain;
    Filter alone = std::move(chain.operands.front());
    return alone;
  }

  Result<Filter> parse_some(Parts parts) {
    if (depth_ == kMaxFilterDepth) return fault("nested too deeply");
    ++depth_;
    auto filter = parse_chain(Filter::Kind::some, parts);
    --depth_;
    return filter;
  }

  Result<Filter> parse_group(Parts parts) {
    SALLYPORT_TRY(auto inner, parse_some(parts));
    if (at_end() || !take(')')) return fault("expected )");
    return inner;
  }

  Result<Filter> parse_term(Parts parts) {
    if (at_end()) return fault("expected an attribute");
    if (++terms_ > kMaxFilterTerms) return fault("too many terms");
    if (take('(')) return parse_group(parts);
    const std::size_t before = at_;
    if (take_word("not") && !at_end() && take('(')) {
      Filter negation{.kind = Filter::Kind::negation};
      SALLYPORT_TRY(auto inner, parse_group(parts));
      negation.operands.push_back(std::move(inner));
      return negation;
    }
    at_ = before;
    return parse_expression(parts);
  }

  Result<Place> place_named(std::string_view name, Parts parts) {
    if (name.empty()) return fault("expected an attribute");
    if (parts.empty()) {
      auto place = find_place(kind_, name);
      if (place && place->attribute != nullptr) return place;
    } else if (const Attribute* const part = find_attribute(parts, name)) {
      return Place{{}, part, nullptr};
    }
    return fault("there is no attribute " + std::string(cut_utf8(name, 128)));
  }

  Result<const Attribute*> part_of(const Attribute& attribute, std::string_view name) {
    const Attribute* const part = find_attribute(attribute.parts(), name);
    if (part == nullptr) return fault("there is no such part");
    return part;
  }

  Result<Filter> parse_expression(Parts parts) {
    SALLYPORT_TRY(const Place place, place_named(take_name(), parts));
    if (take('[')) {
      if (!parts.empty()) return fault("an element has no elements");
      return parse_element_expression(place);
    }
    return parse_comparison(place);
  }

  // The filter in the brackets.
  Result<Filter> parse_element(const Place& place) {
    if (place.attribute == nullptr || !place.attribute->multi_valued || place.part != nullptr)
      return fault("only a list has elements");
    SALLYPORT_TRY(auto inner, parse_some(place.attribute->parts()));
    if (at_end() || !take(']')) return fault("expected ]");
    return inner;
  }

  // emails[type eq "work"], and as Entra asks, emails[type eq "work"].value eq "x".
  Result<Filter> parse_element_expression(const Place& place) {
    Filter element{.kind = Filter::Kind::element, .place = place};
    SALLYPORT_TRY(auto inner, parse_element(place));
    element.operands.push_back(std::move(inner));
    if (!take('.')) return element;
    SALLYPORT_TRY(const Attribute* const part, part_of(*place.attribute, take_name()));
    SALLYPORT_TRY(auto comparison, parse_comparison({{}, part, nullptr}));
    Filter both{.kind = Filter::Kind::every};
    both.operands = {std::move(element.operands.front()), std::move(comparison)};
    element.operands.front() = std::move(both);
    return element;
  }

  Result<Filter> parse_comparison(Place place) {
    const std::string_view word = take_name();
    if (ascii_iequals(word, "pr")) return Filter{.kind = Filter::Kind::present, .place = place};
    const auto known =
        std::ranges::find_if(kComparisons, [&](const ComparisonName& row) { return ascii_iequals(row.name, word); });
    if (known == kComparisons.end()) return fault("expected a comparison such as eq");
    if (place.attribute->type == Type::complex && place.part == nullptr) {
      place.part = find_attribute(place.attribute->parts(), "value");
      if (place.part == nullptr) return fault("this attribute can only be compared by its parts");
    }
    Filter filter{.kind = Filter::Kind::compare, .place = place, .comparison = known->comparison};
    SALLYPORT_TRY(filter.value, parse_value());
    SALLYPORT_CHECK(check_comparison(filter));
    return filter;
  }

  // A JSON value: a text, true, false or null. No attribute is a number.
  Result<json::Value> parse_value() {
    if (at_end()) return fault("expected a value");
    std::size_t end = at_;
    if (text_[at_] == '"') {
      for (++end; end < text_.size() && text_[end] != '"'; ++end)
        if (text_[end] == '\\') ++end;
      end = std::min(end + 1, text_.size());
    } else {
      while (end < text_.size() && is_letter_or_digit(text_[end])) ++end;
    }
    auto value = json::parse(ascii_iequals(text_.substr(at_, end - at_), "True")    ? "true"
                             : ascii_iequals(text_.substr(at_, end - at_), "False") ? "false"
                                                                                    : text_.substr(at_, end - at_));
    const bool is_simple = value && (value->as_string() || value->as_bool() || value->is_null());
    if (!is_simple) return fault("expected a text in double quotes, true, false or null");
    at_ = end;
    return *std::move(value);
  }

  Result<void> check_comparison(Filter& filter) const {
    const bool is_equality = filter.comparison == Comparison::equal || filter.comparison == Comparison::unequal;
    if (filter.value.is_null()) return is_equality ? Result<void>() : fault("null can only be compared with eq and ne");
    const Attribute& compared = filter.place.part ? *filter.place.part : *filter.place.attribute;
    if (compared.type != Type::flag)
      return filter.value.as_string() ? Result<void>() : fault("this attribute is compared with a text");
    // Entra asks for primary eq "True".
    if (const std::string* const text = filter.value.as_string())
      if (ascii_iequals(*text, "true") || ascii_iequals(*text, "false")) filter.value = ascii_iequals(*text, "true");
    if (filter.value.as_bool() && is_equality) return {};
    return fault("this attribute can only be compared with eq and true or false");
  }

  ResourceKind kind_;
  std::string_view text_;
  std::string_view reason_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t terms_ = 0;
};

bool compares(std::string_view one, Comparison comparison, std::string_view other) {
  switch (comparison) {
    case Comparison::equal:
      return one == other;
    case Comparison::unequal:
      return one != other;
    case Comparison::contains:
      return one.find(other) != std::string_view::npos;
    case Comparison::starts:
      return one.starts_with(other);
    case Comparison::ends:
      return one.ends_with(other);
    case Comparison::greater:
      return one > other;
    case Comparison::at_least:
      return one >= other;
    case Comparison::less:
      return one < other;
    case Comparison::at_most:
      return one <= other;
  }
  return false;
}

// `comparison` is not unequal, which is the negation of equal.
bool compares_value(const json::Value& value, const Filter& filter, Comparison comparison) {
  if (value.as_bool() && filter.value.as_bool()) return *value.as_bool() == *filter.value.as_bool();
  if (!value.as_string() || !filter.value.as_string()) return false;
  const Attribute& compared = filter.place.part ? *filter.place.part : *filter.place.attribute;
  if (compared.case_exact) return compares(*value.as_string(), comparison, *filter.value.as_string());
  return compares(ascii_lower(*value.as_string()), comparison, ascii_lower(*filter.value.as_string()));
}

// Calls `test` with the part, or the whole, of each element at the place, until it says yes.
bool some_value(const json::Object& document, const Place& place, const auto& test) {
  const json::Value* const found = find_at(document, place);
  if (found == nullptr || found->is_null()) return false;
  const auto test_one = [&](const json::Value& element) {
    if (place.part == nullptr) return test(element);
    const json::Value* const part = element.as_object() ? element.as_object()->find(place.part->name) : nullptr;
    return part != nullptr && test(*part);
  };
  return found->as_array() ? std::ranges::any_of(*found->as_array(), test_one) : test_one(*found);
}

bool is_something(const json::Value& value) {
  return !value.is_null() && value != json::Value("");
}

bool fits_comparison(const Filter& filter, const json::Object& document) {
  const bool negated = filter.comparison == Comparison::unequal;
  if (filter.value.is_null()) return negated == some_value(document, filter.place, is_something);
  const Comparison comparison = negated ? Comparison::equal : filter.comparison;
  return negated != some_value(document, filter.place,
                               [&](const json::Value& value) { return compares_value(value, filter, comparison); });
}

}  // namespace

Result<Filter> parse_filter(ResourceKind kind, std::string_view text) {
  return FilterParser(kind, text, "scim_filter").parse_all();
}

Result<Target> parse_target(ResourceKind kind, std::string_view text) {
  return FilterParser(kind, text, "scim_path").parse_all_target();
}

bool fits(const Filter& filter, const json::Object& document) {
  const auto fits_too = [&](const Filter& operand) { return fits(operand, document); };
  switch (filter.kind) {
    case Filter::Kind::every:
      return std::ranges::all_of(filter.operands, fits_too);
    case Filter::Kind::some:
      return std::ranges::any_of(filter.operands, fits_too);
    case Filter::Kind::negation:
      return !fits(filter.operands.front(), document);
    case Filter::Kind::present:
      return some_value(document, filter.place, is_something);
    case Filter::Kind::compare:
      return fits_comparison(filter, document);
    case Filter::Kind::element:
      return some_value(document, filter.place, [&](const json::Value& element) {
        return element.as_object() != nullptr && fits(filter.operands.front(), *element.as_object());
      });
  }
  return false;
}

std::optional<std::string> demanded_text(const Filter& filter, std::string_view attribute) {
  if (filter.kind == Filter::Kind::every)
    for (const Filter& operand : filter.operands)
      if (auto text = demanded_text(operand, attribute)) return text;
  const bool is_it = filter.kind == Filter::Kind::compare && filter.comparison == Comparison::equal &&
                     filter.place.extension.empty() && filter.place.attribute->name == attribute &&
                     filter.place.part == nullptr && filter.value.as_string();
  return is_it ? std::optional(*filter.value.as_string()) : std::nullopt;
}

}  // namespace sallyport::scim
