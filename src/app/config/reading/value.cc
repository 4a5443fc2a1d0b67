#include "app/config/reading/value.h"

#include <algorithm>

#include "app/config/reading/amounts.h"
#include "app/config/reading/spelling.h"
#include "app/config/reading/text_fault.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

std::string example_of(const Row& row) {
  switch (row.type) {
    case Type::boolean:
      return "true";
    case Type::integer:
      return row.fallback.empty() ? "1" : std::string(row.fallback);
    case Type::duration:
      return "30s, 15m, 8h or 7d";
    case Type::size:
      return "10m";
    case Type::list:
      return "[VALUE, VALUE]";
    case Type::pairs:
      return "{NAME: VALUE}";
    default:
      return row.fallback.empty() || row.fallback.starts_with('(') ? "VALUE" : std::string(row.fallback);
  }
}

// YAML reads {Tenant ID} without quotation marks as a map with one key, but it is meant as a placeholder.
Node as_written(Node node) {
  const bool braces =
      node.kind == Node::Kind::map && node.entries.size() == 1 && node.entries[0].value.kind == Node::Kind::null;
  if (!braces) return node;
  Node text = make_node(Node::Kind::scalar, node.line);
  text.text = "{" + node.entries[0].key + "}";
  return text;
}

class ValueReader {
 public:
  ValueReader(const Row& row, const std::string& key, const Environment& environment, Report& report, Value& value)
      : row_(row), key_(key), environment_(environment), report_(report), value_(value) {}

  void read(const Node& written) {
    Node node = as_written(written);
    value_.literal = value_.line > 0 && node.kind == Node::Kind::scalar && node.text.find("${") == std::string::npos;
    if (value_.line > 0 && node.kind == Node::Kind::scalar) {
      auto substituted = substitute_node(node, environment_);
      if (!substituted) return refuse_variable(value_.line, substituted.error());
      node = *std::move(substituted);
    }
    value_.variable = node.variable;
    const bool empty = node.kind == Node::Kind::null || (node.kind == Node::Kind::scalar && trim(node.text).empty());
    const bool good = check_comment(node) && (empty || store(node));
    value_.given = good && !empty;
    value_.broken = !good;
    if (value_.given && !row_.ignored.empty())
      say(rule("key_ignored"), "has no effect here: " + std::string(row_.ignored));
  }

 private:
  std::string as_line(std::string_view value) const { return std::string(last_word(key_)) + ": " + std::string(value); }

  void say(const Rule& rule, std::string wrong, std::string write = {}) { say_at(value_.line, rule, wrong, write); }
  void say_at(int line, const Rule& rule, std::string wrong, std::string write = {}) {
    report_.add(rule, {key_, line, value_.variable}, std::move(wrong), std::move(write));
  }

  void refuse_variable(int line, const Error& error) {
    value_.broken = true;
    if (error.reason == "variable_unset")
      say_at(line, rule("variable"), "the variable " + error.detail + " is not set and has no default",
             right_reference(error.detail));
    else
      say_at(line, rule("variable"), "${…} is written wrongly", as_line("${NAME:-DEFAULT}"));
  }

  // The message suggests no default for a secret, because a file should not hold one.
  std::string right_reference(const std::string& variable) const {
    const std::string set = "export " + variable + "=…";
    return row_.type == Type::secret ? set : set + "; or " + as_line("${" + variable + ":-DEFAULT}");
  }

  // A secret may hold " #", so it is unclear whether the text after " #" is a comment or a part of the secret.
  bool check_comment(const Node& node) {
    if (node.comment.empty()) return true;
    if (row_.type == Type::secret) {
      say(rule("bad_value"), "is followed by a blank and `#`: that may be a comment, or a part of the secret",
          "the secret alone, without a comment; or secretFile, which may hold any secret");
      return false;
    }
    say(rule("trailing_comment"), "`" + node.comment + "` behind the value is a comment, and no part of it",
        as_line(node.text));
    return true;
  }

  bool wrong_type(int line, std::string_view found) {
    const bool show = row_.type != Type::secret && !found.empty() && found.size() <= 100;
    say_at(line, rule("wrong_type"),
           "must be of type " + std::string(name_of(row_.type)) + (show ? ", and is `" + std::string(found) + "`" : ""),
           as_line(example_of(row_)));
    return false;
  }

  bool store(const Node& node) {
    if (row_.type == Type::list) return store_list(node);
    if (row_.type == Type::pairs) return store_pairs(node);
    return store_scalar(node);
  }

  bool store_list(const Node& node) {
    const Node list = node.kind == Node::Kind::scalar ? reread_flow(node) : node;
    if (list.kind == Node::Kind::scalar) return store_text_as_list(list.text);
    if (list.kind != Node::Kind::sequence) return wrong_type(value_.line, "");
    // If the list came from a text, its variables are replaced already. Their values must not be substituted again.
    const bool replaced = node.kind == Node::Kind::scalar;
    bool good = true;
    for (const Node& item : list.items) good = store_item(as_written(item), replaced) && good;
    return good;
  }

  bool store_item(const Node& item, bool replaced) {
    const int line = value_.line == 0 ? 0 : item.line;
    const bool reads = item.kind == Node::Kind::scalar && !replaced;
    const auto text = reads ? substitute_node(item, environment_) : Result<Node>(item);
    if (!text) return refuse_variable(line, text.error()), false;
    if (text->kind == Node::Kind::null) return true;
    if (text->kind != Node::Kind::scalar) return wrong_type(line, "");
    value_.list.push_back(text->text);
    return check_text(text->text, line);
  }

  // "a" is read as a list of one, and "a, b" as a list without its brackets. "[a" is neither, and is refused.
  bool store_text_as_list(const std::string& text) {
    if (text.find_first_of("[]{}") != std::string::npos && !find_fault(row_.type, text))
      return wrong_type(value_.line, text);
    const bool several = text.find(',') != std::string::npos;
    for (const auto item : split_words(text, ','))
      if (!trim(item).empty()) value_.list.emplace_back(trim(item));
    if (!check_text(text, value_.line)) return false;
    say(rule("list_of_one"), several ? "is a list without its brackets" : "a single value stands where a list belongs",
        as_line("[" + text + "]"));
    return true;
  }

  bool store_pairs(const Node& node) {
    const Node map = node.kind == Node::Kind::scalar ? reread_flow(node) : node;
    if (map.kind != Node::Kind::map) return wrong_type(value_.line, "");
    for (const auto& entry : map.entries) {
      const bool reads = entry.value.kind == Node::Kind::scalar && node.kind == Node::Kind::map;
      const auto text = reads ? substitute_node(entry.value, environment_) : Result<Node>(entry.value);
      if (!text) return refuse_variable(entry.line, text.error()), false;
      if (text->kind == Node::Kind::null) continue;
      if (text->kind != Node::Kind::scalar) return wrong_type(entry.line, "");
      if (!check_text(text->text, entry.line)) return false;
      value_.pairs.emplace_back(entry.key, text->text);
    }
    return true;
  }

  bool store_scalar(const Node& node) {
    if (node.kind != Node::Kind::scalar) return wrong_type(value_.line, "");
    value_.text = row_.type == Type::secret ? node.text : std::string(trim(node.text));
    if (row_.type == Type::boolean) {
      value_.text = ascii_lower(value_.text);
      return value_.text == "true" || value_.text == "false" || wrong_type(value_.line, node.text);
    }
    if (row_.type == Type::choice) return check_choice();
    if (!check_text(value_.text, value_.line)) return false;
    const bool fits = row_.type == Type::integer    ? parse_decimal(value_.text).value_or(-1) >= 0
                      : row_.type == Type::duration ? parse_duration(value_.text).has_value()
                      : row_.type == Type::size     ? parse_size(value_.text).has_value()
                                                    : true;
    return fits || wrong_type(value_.line, value_.text);
  }

  bool check_choice() {
    const auto words = split_words(row_.choices);
    const std::vector<std::string> choices(words.begin(), words.end());
    const auto same = std::ranges::find_if(choices, [&](const auto& c) { return ascii_iequals(c, value_.text); });
    if (same != choices.end()) {
      value_.text = *same;
      return true;
    }
    if (!check_text(value_.text, value_.line)) return false;
    std::string all;
    for (const auto& choice : choices) all += (all.empty() ? "" : ", ") + choice;
    const auto meant = nearest_choice(value_.text, choices);
    say(rule("not_a_choice"), "`" + value_.text + "` is none of: " + all,
        as_line(meant.empty() ? choices.front() : meant));
    return false;
  }

  bool check_text(const std::string& text, int line) {
    if (!check_swallowed(text, line)) return false;  // checked first, because the swallowed text may be a secret
    const auto fault = find_fault(row_.type, text);
    if (!fault) return true;
    std::string right = fault->right;
    if (right.empty()) right = std::string(row_.meaning.substr(0, row_.meaning.find(". ")));
    while (right.ends_with('.')) right.pop_back();
    say_at(line, *fault->rule, fault->wrong, as_line(right));
    return false;
  }

  // A line becomes a part of the value before it if the blank behind its colon is missing ("public provider:azure"), or
  // if a quotation mark is never closed ("https://h/x port: 1").
  bool check_swallowed(std::string_view text, int line) {
    if (row_.type == Type::secret || row_.type == Type::label) return true;
    const auto section = key_.substr(0, key_.rfind('.') == std::string::npos ? 0 : key_.rfind('.'));
    for (const auto& name : names_under(section)) {
      const auto at = text.find(" " + name + ":");
      if (at == std::string_view::npos) continue;
      const auto behind = text.substr(at + name.size() + 2);
      const Row* const swallowed = find_row(section + "." + name);
      const bool show = swallowed != nullptr && swallowed->type != Type::secret && !behind.starts_with(' ');
      const auto value = show ? std::string(behind.substr(0, behind.find(' '))) : std::string("VALUE");
      if (behind.starts_with(' '))
        say_at(line, rule("stray_quote"), "swallows the next line, `" + name + ": …`: a quotation mark is never closed",
               as_line(text.substr(0, at)));
      else
        say_at(line, rule("missing_blank"),
               "swallows the next line, `" + name + ":…`, which lacks the blank behind its colon", name + ": " + value);
      return false;
    }
    return true;
  }

  const Row& row_;
  const std::string& key_;
  const Environment& environment_;
  Report& report_;
  Value& value_;
};

}  // namespace

Value read_value(const Row& row, const std::string& key, const Node& node, int line, const Environment& environment,
                 Report& report) {
  Value value;
  value.line = line;
  value.variable = node.variable;
  ValueReader(row, key, environment, report, value).read(node);
  return value;
}

}  // namespace sallyport::app::config
