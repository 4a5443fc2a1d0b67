#include "app/config/build/stored_version.h"

#include <algorithm>
#include <array>

#include "app/config/schema/schema.h"

namespace sallyport::app::config {
namespace {

// What a version may set: sections, and single keys. Everything else decides where the gateway listens, whom it trusts
// and where its secrets are. With an authority of a version, the file's client secret would be sent to that authority.
constexpr std::array<std::string_view, 14> kStorable{"authenticationConfiguration.enableSelfSignup",
                                                     "authenticationConfiguration.jwtPrincipalClaims",
                                                     "authenticationConfiguration.jwtPrincipalClaimsMapping",
                                                     "authenticationConfiguration.oidcConfiguration.maxAge",
                                                     "authenticationConfiguration.oidcConfiguration.prompt",
                                                     "authenticationConfiguration.oidcConfiguration.scope",
                                                     "authenticationConfiguration.providerName",
                                                     "authorizerConfiguration.",
                                                     "policies.resources[].",
                                                     "rateLimits.",
                                                     "roleMapping[].",
                                                     "routes[].",
                                                     "server.branding.",
                                                     "sessions."};

bool may_be_stored(const Row& row) {
  const bool is_listed = std::ranges::any_of(kStorable, [&](std::string_view part) {
    return part.ends_with('.') ? row.key.starts_with(part) : row.key == part;
  });
  return is_listed && row.type != Type::secret && row.type != Type::file && row.ignored.empty();
}

bool refers_to_variable(const Node& node) {
  if (node.text.find("${") != std::string::npos) return true;
  return std::ranges::any_of(node.items, refers_to_variable) ||
         std::ranges::any_of(node.entries, [](const Entry& entry) { return refers_to_variable(entry.value); });
}

// A copy whose lines are no lines of the file.
Node without_lines(Node node) {
  node.line = 0;
  for (Node& item : node.items) item = without_lines(std::move(item));
  for (Entry& entry : node.entries) {
    entry.line = 0;
    entry.value = without_lines(std::move(entry.value));
  }
  return node;
}

class Merge {
 public:
  Merge(const configuration::Version& version, const Environment& environment, Report& report)
      : version_(version), environment_(environment), report_(report) {}

  void merge_map(Node& file, const Node& stored, const std::string& section) {
    for (const Entry& entry : stored.entries) {
      const std::string key = section.empty() ? entry.key : section + "." + entry.key;
      if (stored.find(entry.key) != &entry.value) {
        refuse(key, "stands twice");
      } else if (const Row* const row = find_row(key)) {
        if (check_value(*row, key, entry.value) && !has_variable(*row, key)) take(file, entry, key);
      } else if (is_list(key)) {
        if (check_list(key, entry.value)) take(file, entry, key);
      } else if (is_section(key) && entry.value.kind == Node::Kind::map) {
        merge_map(section_of(file, entry.key), entry.value, key);
      } else {
        refuse(key, "is no key that a version may set");
      }
    }
  }

  std::vector<std::string> added() { return std::move(added_); }

 private:
  static bool is_list(const std::string& key) { return is_section(key + "[]"); }

  // The map in the file, which may still be missing or empty.
  static Node& section_of(Node& file, const std::string& name) {
    const auto found = std::ranges::find(file.entries, name, &Entry::key);
    Entry& entry =
        found == file.entries.end() ? file.entries.emplace_back(Entry{name, 0, make_node(Node::Kind::map, 0)}) : *found;
    if (entry.value.kind == Node::Kind::null) entry.value = make_node(Node::Kind::map, entry.line);
    return entry.value;
  }

  bool check_value(const Row& row, const std::string& key, const Node& value) {
    if (!may_be_stored(row)) return refuse(key, "may be set by the file alone");
    if (refers_to_variable(value)) return refuse(key, "refers to a variable, which only the file may do");
    return true;
  }

  bool check_list(const std::string& key, const Node& list) {
    if (list.kind != Node::Kind::sequence) return refuse(key, "is no list");
    bool good = true;
    for (const Node& item : list.items) {
      if (item.kind != Node::Kind::map) return refuse(key, "is no list of maps");
      for (const Entry& entry : item.entries) {
        const std::string inner = key + "[]." + entry.key;
        const Row* const row = find_row(inner);
        good = row ? check_value(*row, inner, entry.value) && good : refuse(inner, "is no key that a version may set");
      }
    }
    return good;
  }

  // A variable of the machine's operator counts like the file.
  bool has_variable(const Row& row, const std::string& key) {
    if (row.environment.empty()) return false;
    const auto value = environment_(row.environment);
    if (!value || value->empty()) return false;
    report_.add(rule("version_overruled"), {key, 0},
                "is set by " + name_of(version_) + " too; the variable " + std::string(row.environment) + " counts");
    return true;
  }

  void take(Node& file, const Entry& entry, const std::string& key) {
    const auto found = std::ranges::find(file.entries, entry.key, &Entry::key);
    if (found == file.entries.end()) {
      file.entries.push_back({entry.key, 0, without_lines(entry.value)});
    } else if (found->value.kind == Node::Kind::null) {
      found->value = without_lines(entry.value);
    } else {
      report_.add(rule("version_overruled"), {key, found->line},
                  "is set by " + name_of(version_) + " too; the file counts");
      return;
    }
    added_.push_back(key);
  }

  bool refuse(const std::string& key, const std::string& wrong) {
    report_.add(rule("version_key"), {key, 0}, wrong + " (" + name_of(version_) + ")");
    return false;
  }

  const configuration::Version& version_;
  const Environment& environment_;
  Report& report_;
  std::vector<std::string> added_;
};

}  // namespace

std::string name_of(const configuration::Version& version) {
  return "version " + std::to_string(version.number) + " in the store";
}

std::vector<std::string> merge_version(Node& root, const configuration::Version& version,
                                       const Environment& environment, Report& report) {
  const ParsedYaml parsed = parse_yaml(version.text);
  for (const YamlError& error : parsed.errors)
    report.add(rule("yaml"), {}, name_of(version) + ", line " + std::to_string(error.line) + ": " + error.what);
  if (!parsed.errors.empty()) return {};
  if (parsed.root.kind != Node::Kind::map || root.kind != Node::Kind::map) {
    if (root.kind == Node::Kind::map) report.add(rule("version_key"), {}, name_of(version) + " is no map of keys");
    return {};
  }
  Merge merge(version, environment, report);
  merge.merge_map(root, parsed.root, "");
  return merge.added();
}

void name_origin(std::vector<Finding>& findings, const std::vector<std::string>& keys,
                 const configuration::Version& version) {
  const auto is_of_version = [&](const Finding& finding) {
    return std::ranges::any_of(
        keys, [&](const std::string& key) { return finding.key == key || finding.key.starts_with(key + "["); });
  };
  for (Finding& finding : findings) {
    if (!is_of_version(finding)) continue;
    finding.file = name_of(version);
    finding.line = 0;  // of a section of the file around it, if there is one
  }
}

}  // namespace sallyport::app::config
