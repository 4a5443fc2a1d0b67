#include "app/config/schema/schema.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sallyport::app::config {
namespace {

constexpr std::array kSkipped{
    Skipped{
        "",
        "clusterName swagger assets basePath logging database objectStorage migrationConfiguration elasticsearch "
        "opensearch searchConfiguration eventMonitoringConfiguration eventHandlerConfiguration "
        "pipelineServiceClientConfiguration airflowConfiguration fernetConfiguration secretsManagerConfiguration "
        "security health email limits web applicationConfig applications operationalConfig openMetadata "
        "changeEventConfig cacheConfig cache redis rdf rdfConfiguration scim scimConfiguration mcpConfiguration "
        "mcpServerConfiguration aiPlatformConfiguration bulkOperation bulkOperationConfiguration slackChat "
        "sandboxModeEnabled "
        "dataQualityConfiguration extensionConfiguration catalogGeneric metrics admin featureFlags llmConfiguration "
        "naturalLanguageSearch embeddings openTelemetry"},
    Skipped{"server",  // Dropwizard's server factory
            "type applicationConnectors adminConnectors connector rootPath applicationContextPath adminContextPath "
            "adminMinThreads adminMaxThreads minThreads maxThreads maxQueuedRequests idleThreadTimeout nofileSoftLimit "
            "nofileHardLimit gid uid user group umask startsAsRoot shutdownGracePeriod allowedMethods requestLog gzip "
            "serverPush registerDefaultExceptionMappers enableThreadNameFilter detailedJsonProcessingExceptionMapper "
            "dumpAfterStart dumpBeforeStop responseMeteredLevel metricPrefix enableAdminVirtualThreads "
            "enableVirtualThreads"},
    Skipped{"authenticationConfiguration", "samlConfiguration ldapConfiguration"},
};

}  // namespace

std::string_view name_of(Type type) {
  switch (type) {
    case Type::text:
    case Type::label:
    case Type::identifier:
      return "text";
    case Type::url:
      return "URL";
    case Type::secret:
      return "secret";
    case Type::file:
      return "path";
    case Type::boolean:
      return "true or false";
    case Type::integer:
      return "number";
    case Type::duration:
      return "duration";
    case Type::size:
      return "size";
    case Type::choice:
      return "choice";
    case Type::list:
      return "list";
    case Type::pairs:
      return "map";
  }
  return "text";
}

std::string schema_key(std::string_view key) {
  std::string result;
  bool inside = false;
  for (const char c : key) {
    if (c == ']') inside = false;
    if (!inside) result += c;
    if (c == '[') inside = true;
  }
  return result;
}

std::string_view last_word(std::string_view key) {
  return key.substr(key.rfind('.') + 1);
}

const Row* find_row(std::string_view key) {
  const auto wanted = schema_key(key);
  const auto rows = schema();
  const auto found = std::ranges::find(rows, std::string_view(wanted), &Row::key);
  return found == rows.end() ? nullptr : &*found;
}

bool is_section(std::string_view key) {
  const auto wanted = schema_key(key);
  return std::ranges::any_of(schema(), [&wanted](const Row& row) {
    return row.key.size() > wanted.size() && row.key.starts_with(wanted) &&
           (row.key[wanted.size()] == '.' || row.key[wanted.size()] == '[');
  });
}

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

std::vector<std::string> sections_of(std::string_view name) {
  const auto length = [](const std::string& section) { return section.size(); };
  std::vector<std::string> sections;  // the shortest first
  for (const auto& row : schema()) {
    for (std::size_t dot = row.key.find('.'); dot != std::string_view::npos; dot = row.key.find('.', dot + 1)) {
      const auto rest = row.key.substr(dot + 1);
      std::string section(row.key.substr(0, dot));
      if (rest.substr(0, rest.find_first_of(".[")) == name && std::ranges::find(sections, section) == sections.end())
        sections.insert(std::ranges::upper_bound(sections, section.size(), {}, length), std::move(section));
    }
  }
  return sections;
}

std::span<const Skipped> skipped() {
  return kSkipped;
}

bool is_skipped(std::string_view section, std::string_view key) {
  const auto found = std::ranges::find(kSkipped, section, &Skipped::section);
  return found != kSkipped.end() && std::ranges::count(split_words(found->keys), key) > 0;
}

}  // namespace sallyport::app::config
