#include <algorithm>

#include "app/config/schema.h"
#include "app/config/values.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

std::string join(std::string_view section, std::string_view key) {
  return section.empty() ? std::string(key) : std::string(section) + "." + std::string(key);
}

std::string_view last_word(std::string_view key) {
  return key.substr(key.rfind('.') + 1);
}

std::string as_line(std::string_view key, std::string_view value) {
  return std::string(last_word(key)) + ": " + std::string(value);
}

// Names that may stand under a section.
std::vector<std::string> names_under(std::string_view section) {
  const std::string prefix = section.empty() ? "" : schema_key(section) + ".";
  std::vector<std::string> names;
  for (const auto& row : schema()) {
    if (!row.key.starts_with(prefix)) continue;
    const auto rest = row.key.substr(prefix.size());
    std::string name(rest.substr(0, rest.find_first_of(".[")));
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

bool ends_in_stray_quote(std::string_view text) {
  if (text.empty()) return false;
  for (const char quote : {'"', '\''})
    if (std::ranges::count(text, quote) == 1 && (text.front() == quote || text.back() == quote)) return true;
  return false;
}

std::string without_quotes(std::string_view text) {
  std::string result(text);
  std::erase_if(result, [](char c) { return c == '"' || c == '\''; });
  return result;
}

bool holds_placeholder(std::string_view text) {
  return text.find_first_of("{}<>") != std::string_view::npos || text.find("your-") != std::string_view::npos;
}

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

// What people call a provider of ours.
constexpr std::pair<std::string_view, std::string_view> kOtherNames[] = {
    {"entra", "azure"},          {"entra-id", "azure"},   {"entraid", "azure"},
    {"microsoft", "azure"},      {"aad", "azure"},        {"azure-ad", "azure"},
    {"azuread", "azure"},        {"oidc", "custom-oidc"}, {"customoidc", "custom-oidc"},
    {"keycloak", "custom-oidc"},
};

std::string meant_choice(std::string_view text, const std::vector<std::string>& choices) {
  for (const auto& [name, choice] : kOtherNames)
    if (ascii_iequals(name, text) && std::ranges::find(choices, choice) != choices.end()) return std::string(choice);
  return nearest(text, choices);
}

}  // namespace

// One walk over the tree and the rows.
class Reader {
 public:
  Reader(const Environment& environment, Report& report) : environment_(environment), report_(report) {}

  Values read(const Node& root) {
    if (root.kind != Node::Kind::map) {
      report_.add(rule("yaml"), {"", root.line}, "the file is not a map of sections",
                  "server: {publicUrl: \"https://HOST\"}");
      return std::move(values_);
    }
    read_map(root, "");
    if (!skipped_.empty()) report_skipped();
    for (const auto& row : schema())
      if (row.key.find("[]") == std::string_view::npos && !values_.values_.contains(row.key)) read_variable(row);
    return std::move(values_);
  }

 private:
  void read_map(const Node& map, const std::string& section) {
    for (std::size_t i = 0; i < map.entries.size(); ++i) {
      const Entry& entry = map.entries[i];
      const auto key = join(section, entry.key);
      const auto first = std::ranges::find(map.entries, entry.key, &Entry::key);
      if (is_skipped(section, entry.key) || (section.empty() && entry.key.starts_with("x-"))) {
        skipped_.push_back({key, entry.line});
      } else if (static_cast<std::size_t>(first - map.entries.begin()) != i) {
        report_.add(
            rule("duplicate_key"), {key, entry.line},
            "stands twice: on line " + std::to_string(first->line) + " and on line " + std::to_string(entry.line),
            "one of the two");
      } else {
        read_entry(entry, key, section);
      }
    }
  }

  void read_entry(const Entry& entry, const std::string& key, const std::string& section) {
    if (const Row* row = find_row(key)) {
      read_value(*row, key, entry);
    } else if (is_section(key)) {
      values_.section_lines_[key] = entry.line;
      read_section(entry, key);
    } else {
      report_unknown(entry, key, section);
    }
  }

  void read_section(const Entry& entry, const std::string& key) {
    const bool of_maps = find_row(key + "[].path") != nullptr || is_section(key + "[]");
    if (entry.value.kind == Node::Kind::null) return;
    if (!of_maps && entry.value.kind == Node::Kind::map) return read_map(entry.value, key);
    if (!of_maps || entry.value.kind != Node::Kind::sequence) {
      const bool empty = substituted_to_nothing(entry.value);
      if (!empty)
        report_.add(rule("wrong_type"), {key, entry.line}, of_maps ? "must be a list of maps" : "must be a map of keys",
                    std::string(last_word(key)) + (of_maps ? ": [{KEY: VALUE}]" : ": {KEY: VALUE}"));
      return;
    }
    values_.counts_[key] = entry.value.items.size();
    for (std::size_t i = 0; i < entry.value.items.size(); ++i) {
      const auto& item = entry.value.items[i];
      const auto element = key + "[" + std::to_string(i) + "]";
      values_.section_lines_[element] = item.line;
      if (item.kind == Node::Kind::map) {
        read_map(item, element);
      } else {
        values_.values_[element].broken = true;
        report_.add(rule("wrong_type"), {element, item.line}, "must be a map of keys", "- KEY: VALUE");
      }
    }
  }

  bool substituted_to_nothing(const Node& node) {
    if (node.kind != Node::Kind::scalar) return false;
    const auto value = substitute_node(node, environment_);
    return value && (value->kind == Node::Kind::null || value->text.empty());
  }

  void report_unknown(const Entry& entry, const std::string& key, const std::string& section) {
    const auto names = names_under(section);
    const auto meant = nearest(entry.key, names);
    std::string wrong = "is no key that anything here reads";
    if (!meant.empty()) wrong += "; did you mean `" + meant + "`?";
    std::string write = meant;
    if (meant.empty())
      for (const auto& name : names) write += (write.empty() ? "one of: " : ", ") + name;
    report_.add(rule("unknown_key"), {key, entry.line}, std::move(wrong), std::move(write));
  }

  void report_skipped() {
    std::string names;
    for (const auto& place : skipped_) names += (names.empty() ? "" : ", ") + place.key;
    report_.add(rule("section_skipped"), {"", skipped_.front().line}, "not for us, skipped: " + names);
  }

  void read_variable(const Row& row) {
    if (row.environment.empty()) return;
    auto value = environment_(row.environment);
    if (!value || value->empty()) return;
    Node node = make_node(Node::Kind::scalar, 0);
    node.text = *std::move(value);
    store(row, std::string(row.key), node, 0);
  }

  void read_value(const Row& row, const std::string& key, const Entry& entry) {
    Node node = entry.value;
    values_.values_[key].line = entry.line;
    values_.values_[key].broken = true;  // until it is stored
    if (node.kind == Node::Kind::scalar) {
      auto substituted = substitute_node(node, environment_);
      if (!substituted) return report_variable(key, entry.line, substituted.error());
      node = *std::move(substituted);
    }
    store(row, key, node, entry.line);
  }

  void report_variable(const std::string& key, int line, const Error& error) {
    if (error.reason == "variable_unset")
      report_.add(rule("variable"), {key, line}, "the variable " + error.detail + " is not set and has no default",
                  right_reference(key, error.detail));
    else
      report_.add(rule("variable"), {key, line}, "${…} is written wrongly", as_line(key, "${NAME:-DEFAULT}"));
  }

  // A secret has no default that a file could hold.
  static std::string right_reference(const std::string& key, const std::string& variable) {
    const std::string set = "export " + variable + "=…";
    if (find_row(key)->type == Type::secret) return set;
    return set + "; or " + as_line(key, "${" + variable + ":-DEFAULT}");
  }

  bool wrong_type(const Row& row, const std::string& key, int line, std::string_view found) {
    const bool show = row.type != Type::secret && !found.empty() && found.size() <= 100;
    report_.add(
        rule("wrong_type"), {key, line},
        "must be of type " + std::string(name_of(row.type)) + (show ? ", and is `" + std::string(found) + "`" : ""),
        as_line(key, example_of(row)));
    return false;
  }

  void store(const Row& row, const std::string& key, const Node& node, int line) {
    Values::Value value;
    value.line = line;
    const bool empty = node.kind == Node::Kind::null || (node.kind == Node::Kind::scalar && trim(node.text).empty());
    const bool good = empty || (row.type == Type::list    ? store_list(row, key, node, value)
                                : row.type == Type::pairs ? store_pairs(row, key, node, value)
                                                          : store_scalar(row, key, node, value));
    value.given = good && !empty;
    value.broken = !good;
    if (value.given && !row.ignored.empty())
      report_.add(rule("key_ignored"), {key, line}, "has no effect here: " + std::string(row.ignored));
    values_.values_[key] = std::move(value);
  }

  bool store_list(const Row& row, const std::string& key, const Node& node, Values::Value& value) {
    Node list = node.kind == Node::Kind::scalar ? reread_flow(node) : node;
    if (list.kind == Node::Kind::scalar) {
      if (list.text.find(',') != std::string::npos) return wrong_type(row, key, value.line, list.text);
      report_.add(rule("list_of_one"), {key, value.line}, "a single value stands where a list belongs",
                  as_line(key, "[" + list.text + "]"));
      value.list = {list.text};
      return check_text(row, key, list.text, value.line);
    }
    if (list.kind != Node::Kind::sequence) return wrong_type(row, key, value.line, "");
    bool good = true;
    for (const auto& item : list.items) {
      const auto text = item.kind == Node::Kind::scalar ? substitute_node(item, environment_) : Result<Node>(item);
      if (!text) return report_variable(key, item.line, text.error()), false;
      if (text->kind == Node::Kind::null) continue;
      if (text->kind != Node::Kind::scalar) return wrong_type(row, key, item.line, "");
      good = check_text(row, key, text->text, value.line == 0 ? 0 : item.line) && good;
      value.list.push_back(text->text);
    }
    return good;
  }

  bool store_pairs(const Row& row, const std::string& key, const Node& node, Values::Value& value) {
    const Node map = node.kind == Node::Kind::scalar ? reread_flow(node) : node;
    if (map.kind != Node::Kind::map) return wrong_type(row, key, value.line, "");
    for (const auto& entry : map.entries) {
      const auto text = entry.value.kind == Node::Kind::scalar ? substitute_node(entry.value, environment_)
                                                               : Result<Node>(entry.value);
      if (!text) return report_variable(key, entry.line, text.error()), false;
      if (text->kind == Node::Kind::null) continue;
      if (text->kind != Node::Kind::scalar) return wrong_type(row, key, entry.line, "");
      value.pairs.emplace_back(entry.key, text->text);
    }
    return true;
  }

  bool store_scalar(const Row& row, const std::string& key, const Node& node, Values::Value& value) {
    if (node.kind != Node::Kind::scalar) return wrong_type(row, key, value.line, "");
    value.text = row.type == Type::secret ? node.text : std::string(trim(node.text));
    if (row.type == Type::secret) return check_secret(key, value);
    if (row.type == Type::boolean) {
      value.text = ascii_lower(value.text);
      if (value.text != "true" && value.text != "false") return wrong_type(row, key, value.line, node.text);
      return true;
    }
    if (row.type == Type::choice) return check_choice(row, key, value);
    if (!check_text(row, key, value.text, value.line)) return false;
    const bool fits = row.type == Type::integer    ? parse_decimal(value.text).value_or(-1) >= 0
                      : row.type == Type::duration ? parse_duration(value.text).has_value()
                      : row.type == Type::size     ? parse_size(value.text).has_value()
                                                   : true;
    if (!fits) wrong_type(row, key, value.line, value.text);
    return fits;
  }

  bool check_secret(const std::string& key, const Values::Value& value) {
    if (!has_control(value.text)) return true;
    report_.add(rule("bad_value"), {key, value.line}, "the secret holds a line break or another control character",
                as_line(key, "the Value, on one line"));
    return false;
  }

  bool check_choice(const Row& row, const std::string& key, Values::Value& value) {
    const auto words = split_words(row.choices);
    const std::vector<std::string> choices(words.begin(), words.end());
    const auto same = std::ranges::find_if(choices, [&](const auto& c) { return ascii_iequals(c, value.text); });
    if (same != choices.end()) {
      value.text = *same;
      return true;
    }
    if (!check_text(row, key, value.text, value.line)) return false;
    std::string all;
    for (const auto& choice : choices) all += (all.empty() ? "" : ", ") + choice;
    const auto meant = meant_choice(value.text, choices);
    report_.add(rule("not_a_choice"), {key, value.line}, "`" + value.text + "` is none of: " + all,
                as_line(key, meant.empty() ? choices.front() : meant));
    return false;
  }

  bool check_text(const Row& row, const std::string& key, const std::string& text, int line) {
    if (has_control(text)) {
      report_.add(rule("bad_value"), {key, line}, "holds a line break or another control character",
                  as_line(key, "VALUE"));
      return false;
    }
    if (ends_in_stray_quote(text)) {
      report_.add(rule("stray_quote"), {key, line}, "`" + text + "` has a quotation mark without a partner",
                  as_line(key, without_quotes(text)));
      return false;
    }
    const bool assigned = row.type == Type::url || row.type == Type::identifier;
    if (assigned && holds_placeholder(text)) {
      report_.add(rule("placeholder"), {key, line}, "`" + text + "` still holds a placeholder",
                  as_line(key, row.meaning));
      return false;
    }
    return true;
  }

  const Environment& environment_;
  Report& report_;
  Values values_;
  std::vector<Place> skipped_;
};

Values Values::read(const Node& root, const Environment& environment, Report& report) {
  return Reader(environment, report).read(root);
}

}  // namespace sallyport::app::config
