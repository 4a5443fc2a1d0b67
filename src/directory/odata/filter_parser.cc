// parse_filter: the grammar of filter.h, read by recursive descent.
#include <algorithm>
#include <array>
#include <optional>

#include "base/characters.h"
#include "base/text.h"
#include "directory/odata/filter.h"
#include "directory/odata/time_text.h"

namespace sallyport::directory::odata {
namespace {

bool is_name_start(char c) {
  return is_letter(c) || c == '_';
}
bool is_bare(char c) {
  return is_name_start(c) || is_digit(c) || c == '-' || c == ':' || c == '.';
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

}  // namespace

Faulty<Expression> parse_filter(std::string_view text) {
  if (text.size() > kMaxFilter) return bad_query("Invalid filter clause: The filter is too long.");
  return Parser(text).parse();
}

}  // namespace sallyport::directory::odata
