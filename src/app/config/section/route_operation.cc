// Reads `requires` of a route: the operation that the policies must allow, and where the object's attributes come from.
#include <algorithm>

#include "app/config/section/section.h"
#include "base/characters.h"
#include "base/text.h"
#include "identity/policy/vocabulary.h"

namespace sallyport::app::config {
namespace {

using gateway::AttributeSource;
using identity::ResourceDescriptor;
using identity::Vocabulary;

// The names in `path: /:region/:id`, in the order of the segments.
std::vector<std::string> read_names(const Context& context, const std::string& key) {
  std::vector<std::string> names;
  const auto text = context.values.text(key);
  for (const auto segment : split_words(text, '/')) {
    const auto name = segment.starts_with(':') ? segment.substr(1) : std::string_view();
    if (name.empty() || !std::ranges::all_of(name, is_letter_or_digit) || std::ranges::count(names, name) > 0) {
      context.add(rule("route_operation"), key, "`" + text + "` does not name segments, each once", "path: /:id");
      return {};
    }
    names.emplace_back(name);
  }
  return names;
}

// Reads the attributes of one route.
class AttributeReader {
 public:
  AttributeReader(const Context& context, std::string section, const ResourceDescriptor& resource)
      : context_(context),
        section_(std::move(section)),
        resource_(resource),
        names_(read_names(context, under(section_, "path"))) {}

  std::optional<AttributeSource> one(std::string_view word) {
    const auto key = under(section_, word);
    if (!context_.values.given(key)) return std::nullopt;
    return source(key, context_.values.text(key));
  }

  // `attribute` is the resource's word for what the key gives.
  std::optional<gateway::AttributeSources> several(std::string_view word, std::string_view attribute) {
    const auto key = under(section_, word);
    if (!context_.values.given(key)) return std::nullopt;
    check_attribute(key, attribute);
    gateway::AttributeSources sources;
    for (const auto& text : context_.values.list(key)) sources.push_back(source(key, text));
    return sources;
  }

  std::map<std::string, AttributeSource> own() {
    const auto key = under(section_, "attributes");
    std::map<std::string, AttributeSource> sources;
    for (const auto& [name, text] : context_.values.pairs(key)) {
      check_attribute(key, name);
      if (is_built_in(name))
        context_.add(rule("route_operation"), key, "`" + name + "` has a key of its own",
                     "id, ownerTeams, domains or tags");
      sources.emplace(name, source(key, text));
    }
    return sources;
  }

 private:
  static bool is_built_in(std::string_view name) {
    constexpr std::array kBuiltIn{identity::kType,   identity::kId,   identity::kOwners,
                                  identity::kDomain, identity::kTags, identity::kCertification,
                                  identity::kIsAdmin};
    return std::ranges::find(kBuiltIn, name) != kBuiltIn.end();
  }

  AttributeSource source(const std::string& key, const std::string& text) {
    if (!text.starts_with(':')) return {.text = text, .segment = {}};
    const auto name = text.substr(1);
    const auto found = std::ranges::find(names_, name);
    if (found == names_.end())
      context_.add(rule("route_operation"), key, "`" + text + "` is no segment that `path` names", "path: /" + text);
    return {.text = {}, .segment = static_cast<std::size_t>(found - names_.begin())};
  }

  void check_attribute(const std::string& key, std::string_view attribute) {
    if (std::ranges::find(resource_.attributes, attribute) != resource_.attributes.end()) return;
    context_.add(rule("route_operation"), key,
                 "a " + resource_.name + " has no attribute `" + std::string(attribute) + "`",
                 "the key left out; or a resource that has it");
  }

  const Context& context_;
  const std::string section_;
  const ResourceDescriptor& resource_;
  const std::vector<std::string> names_;
};

// Null after a finding.
const ResourceDescriptor* find_resource(const Context& context, const std::string& section,
                                        const Vocabulary& vocabulary) {
  const auto key = under(section, "resource");
  const auto name = context.values.text(key);
  if (const auto place = vocabulary.find_resource(name)) return &vocabulary.resources()[*place];
  if (name.empty()) {
    if (!context.values.broken(key))
      context.add(rule("missing_key"), key, "an operation is done to a resource", "resource: dashboard");
  } else {
    context.add(rule("route_operation"), key, "the policies know no resource `" + name + "`", "resource: dashboard");
  }
  return nullptr;
}

void check_operation(const Context& context, const std::string& section, const Vocabulary& vocabulary) {
  const auto key = under(section, "operation");
  const auto name = context.values.text(key);
  if (name.empty()) {
    if (!context.values.broken(key))
      context.add(rule("missing_key"), key, "the policies must be asked about an operation", "operation: ViewAll");
  } else if (!vocabulary.find_operation(name)) {
    context.add(rule("route_operation"), key, "the policies know no operation `" + name + "`", "operation: ViewAll");
  }
}

bool is_empty(const Context& context, const std::string& section) {
  constexpr std::array<std::string_view, 8> kKeys{"operation",  "resource", "path", "id",
                                                  "ownerTeams", "domains",  "tags", "attributes"};
  return std::ranges::none_of(kKeys, [&](auto key) {
    return context.values.given(under(section, key)) || context.values.broken(under(section, key));
  });
}

}  // namespace

std::optional<gateway::OperationRequirement> read_operation(const Context& context, const std::string& route,
                                                            const Vocabulary& vocabulary) {
  const auto section = under(route, "requires");
  if (!context.values.has_section(section)) return std::nullopt;
  if (is_empty(context, section)) {
    context.add(rule("missing_key"), section, "is empty, so that everybody who is signed in would pass",
                "requires: {operation: ViewAll, resource: dashboard}; or the key left out");
    return std::nullopt;
  }
  check_operation(context, section, vocabulary);
  const auto* const resource = find_resource(context, section, vocabulary);
  if (!resource) return std::nullopt;
  AttributeReader attributes(context, section, *resource);
  return gateway::OperationRequirement{.operation = context.values.text(under(section, "operation")),
                                       .resource = resource->name,
                                       .id = attributes.one("id"),
                                       .owner_teams = attributes.several("ownerTeams", identity::kOwners),
                                       .domains = attributes.several("domains", identity::kDomain),
                                       .tags = attributes.several("tags", identity::kTags),
                                       .own = attributes.own()};
}

}  // namespace sallyport::app::config
