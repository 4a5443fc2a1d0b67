#include "identity/policy/condition.h"

#include <algorithm>

#include "base/characters.h"
#include "base/text.h"

namespace sallyport::identity {
namespace {

using Parsed = tl::expected<Condition, ConditionFault>;

constexpr std::string_view kSpace = " \t\r\n";

// Recursive descent. The depth is bounded, so the stack is, too.
class ConditionParser {
 public:
  explicit ConditionParser(std::string_view text) : text_(text) {}

  Parsed parse() {
    auto condition = parse_chain(Condition::Kind::disjunction);
    if (!condition) return condition;
    if (!at_end()) return fault("condition_syntax", "expected &&, || or the end");
    return condition;
  }

 private:
  tl::unexpected<ConditionFault> fault(std::string_view reason, std::string_view message) const {
    const std::size_t column = place_ + 1;
    return tl::unexpected(
        ConditionFault{column, reason, "column " + std::to_string(column) + ": " + std::string(message)});
  }

  void skip_space() { place_ = std::min(text_.find_first_not_of(kSpace, place_), text_.size()); }

  bool at_end() {
    skip_space();
    return place_ == text_.size();
  }

  bool take(std::string_view token) {
    if (at_end() || !text_.substr(place_).starts_with(token)) return false;
    place_ += token.size();
    return true;
  }

  // "a || b || c", or "a && b && c": one node with three operands, and the node of `a` alone if it stands alone.
  Parsed parse_chain(Condition::Kind kind) {
    const bool outer = kind == Condition::Kind::disjunction;
    skip_space();
    Condition chain{kind, {}, {}, {}, place_ + 1};
    do {
      auto operand = outer ? parse_chain(Condition::Kind::conjunction) : parse_term();
      if (!operand) return operand;
      chain.operands.push_back(*std::move(operand));
    } while (take(outer ? "||" : "&&"));
    if (chain.operands.size() > 1) return chain;
    Condition alone = std::move(chain.operands.front());
    return alone;
  }

  Parsed parse_term() {
    if (at_end()) return fault("condition_syntax", "expected a function");
    const bool negation = text_[place_] == '!';
    if (!negation && text_[place_] != '(') return parse_call();
    if (depth_ == kMaxConditionDepth) return fault("condition_depth", "nested too deeply");
    const std::size_t column = place_ + 1;
    ++place_;
    ++depth_;
    auto inner = negation ? parse_term() : parse_chain(Condition::Kind::disjunction);
    --depth_;
    if (!inner) return inner;
    if (!negation && !take(")")) return fault("condition_syntax", "expected )");
    if (!negation) return inner;
    Condition node{Condition::Kind::negation, {}, {}, {}, column};
    node.operands.push_back(*std::move(inner));
    return node;
  }

  Parsed parse_call() {
    if (calls_++ == kMaxConditionCalls) return fault("condition_calls", "more calls than a condition may have");
    const std::size_t begin = place_;
    while (place_ < text_.size() && is_letter_or_digit(text_[place_])) ++place_;
    const std::string_view name = text_.substr(begin, place_ - begin);
    if (name.empty()) return fault("condition_syntax", "expected a function");
    const FunctionRow* row = find_function(name);
    if (!row) {
      place_ = begin;
      return fault("condition_function", "there is no function " + std::string(cut_utf8(name, 64)) + "()");
    }
    if (!take("(")) return fault("condition_syntax", "expected (");
    Condition call{Condition::Kind::call, row->function, {}, {}, begin + 1};
    if (auto read = parse_arguments(call.arguments); !read) return tl::unexpected(std::move(read).error());
    if (auto fit = check_count(*row, call.arguments.size()); !fit) {
      place_ = begin;
      return fault("condition_arguments", fit.error());
    }
    return call;
  }

  tl::expected<void, ConditionFault> parse_arguments(std::vector<std::string>& arguments) {
    if (take(")")) return {};
    do {
      if (arguments.size() == kMaxArguments) return fault("condition_arguments", "too many arguments");
      auto text = parse_text();
      if (!text) return tl::unexpected(std::move(text).error());
      arguments.push_back(*std::move(text));
    } while (take(","));
    if (!take(")")) return fault("condition_syntax", "expected , or )");
    return {};
  }

  // A text in quotes. A doubled quote stands for one.
  tl::expected<std::string, ConditionFault> parse_text() {
    if (at_end() || (text_[place_] != '\'' && text_[place_] != '"'))
      return fault("condition_syntax", "expected a text in quotes");
    const std::size_t begin = place_;
    const char quote = text_[place_++];
    std::string text;
    for (; place_ < text_.size(); ++place_) {
      if (text_[place_] == quote) {
        const bool doubled = place_ + 1 < text_.size() && text_[place_ + 1] == quote;
        if (!doubled) break;
        ++place_;
      }
      if (is_control(text_[place_])) return fault("condition_text", "a control character");
      text += text_[place_];
    }
    if (place_ == text_.size()) {
      place_ = begin;
      return fault("condition_text", "the quote is not closed");
    }
    ++place_;
    if (!text.empty() && text.size() <= kMaxArgumentLength) return text;
    place_ = begin;
    return fault("condition_arguments", text.empty() ? "the text is empty" : "the text is too long");
  }

  static tl::expected<void, std::string> check_count(const FunctionRow& row, std::size_t count) {
    const std::string name = std::string(row.name) + "()";
    if (row.argument == Argument::none && count > 0) return tl::unexpected(name + " takes no arguments");
    if (row.argument == Argument::attribute && count < 2)
      return tl::unexpected(name + " needs an attribute and a value");
    if (row.argument != Argument::none && count == 0) return tl::unexpected(name + " needs an argument");
    return {};
  }

  std::string_view text_;
  std::size_t place_ = 0;
  std::size_t depth_ = 0;
  std::size_t calls_ = 0;
};

tl::unexpected<ConditionFault> whole_fault(std::string_view reason, std::string_view message) {
  return tl::unexpected(ConditionFault{1, reason, "column 1: " + std::string(message)});
}

std::string print_call(const Condition& call) {
  std::string out(kFunctions[static_cast<std::size_t>(call.function)].name);
  out += '(';
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    out += i ? ", '" : "'";
    for (const char c : call.arguments[i]) out.append(c == '\'' ? 2 : 1, c);
    out += '\'';
  }
  return out + ')';
}

}  // namespace

tl::expected<Condition, ConditionFault> parse_condition(std::string_view text) {
  if (text.size() > kMaxConditionLength) return whole_fault("condition_length", "the condition is too long");
  if (!is_utf8(text)) return whole_fault("condition_text", "the condition is not UTF-8");
  if (text.find_first_not_of(kSpace) == std::string_view::npos)
    return whole_fault("condition_empty", "the condition is empty");
  return ConditionParser(text).parse();
}

std::string print_condition(const Condition& condition) {
  if (condition.kind == Condition::Kind::call) return print_call(condition);
  const bool negation = condition.kind == Condition::Kind::negation;
  const std::string_view between = condition.kind == Condition::Kind::conjunction ? " && " : " || ";
  std::string out = negation ? "!" : "";
  for (std::size_t i = 0; i < condition.operands.size(); ++i) {
    const Condition& operand = condition.operands[i];
    // A chain inside of a chain of its own kind came from parentheses, and keeps them.
    const bool simple = operand.kind == Condition::Kind::call || operand.kind == Condition::Kind::negation;
    const bool binds =
        simple || (condition.kind == Condition::Kind::disjunction && operand.kind == Condition::Kind::conjunction);
    if (i) out += between;
    out += binds ? print_condition(operand) : "(" + print_condition(operand) + ")";
  }
  return out;
}

}  // namespace sallyport::identity
