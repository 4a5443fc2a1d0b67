#include <algorithm>

#include "app/config/reading/spelling.h"
#include "app/config/reading/values.h"
#include "app/config/schema/rules.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

std::string join(std::string_view section, std::string_view key) {
  return section.empty() ? std::string(key) : std::string(section) + "." + std::string(key);
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "one of: " : ", ") + name;
  return text;
}

}  // namespace

// Walks over the tree and the rows once.
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
    if (entry.key.find('.') != std::string::npos) {
      report_unknown(entry, key, section);
    } else if (const Row* row = find_row(key)) {
      values_.values_[key] = read_value(*row, key, entry.value, entry.line, environment_, report_);
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
    if (const auto meant = nearest_key(entry.key, names); !meant.empty())
      return report_.add(rule("unknown_key"), {key, entry.line},
                         "is no key that anything here reads; did you mean `" + meant + "`?", meant);
    if (report_dotted(entry, key, section) || report_elsewhere(entry, key)) return;
    report_.add(rule("unknown_key"), {key, entry.line}, "is no key that anything here reads", listed(names));
  }

  // "oidcConfiguration.scope: …" is a single key, because YAML nests by indentation and not by dots.
  bool report_dotted(const Entry& entry, const std::string& key, const std::string& section) {
    const auto dot = entry.key.rfind('.');
    if (dot == std::string::npos) return false;
    const auto inner = entry.key.substr(dot + 1);
    const auto outer = entry.key.substr(0, dot);
    if (find_row(key) == nullptr && !is_section(join(section, outer)) && outer != last_word(section)) return false;
    report_.add(rule("unknown_key"), {key, entry.line}, "is one key with a dot in its name, and not two keys",
                outer == last_word(section) ? inner + ", without what stands before the dot"
                                            : "`" + inner + "` indented under `" + outer + "`");
    return true;
  }

  // A key that belongs in another section is read as if it were there, so that errors inside it are reported too.
  bool report_elsewhere(const Entry& entry, const std::string& key) {
    const auto sections = sections_of(entry.key);
    if (sections.empty()) return false;
    report_.add(rule("wrong_section"), {key, entry.line}, "belongs into `" + sections.front() + "`",
                "`" + entry.key + "`, indented under `" + sections.front() + "`");
    const auto meant = join(sections.front(), entry.key);
    const bool is_free = !values_.values_.contains(meant) && !values_.section_lines_.contains(meant);
    if (sections.front().find("[]") == std::string::npos && is_free) read_entry(entry, meant, sections.front());
    return true;
  }

  void report_skipped() {
    std::string names;
    for (const auto& place : skipped_) {
      names += (names.empty() ? "" : ", ") + place.key;
      if (!place.key.starts_with("x-")) values_.is_openmetadata_file_ = true;
    }
    report_.add(rule("section_skipped"), {"", skipped_.front().line}, "not for us, skipped: " + names);
  }

  void read_variable(const Row& row) {
    if (row.environment.empty()) return;
    auto text = environment_(row.environment);
    if (!text || text->empty()) return;
    Node node = make_node(Node::Kind::scalar, 0);
    node.text = *std::move(text);
    node.variable = row.environment;
    const std::string key(row.key);
    values_.values_[key] = read_value(row, key, read_plain(std::move(node)), 0, environment_, report_);
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
