#include "app/config/build/store_place.h"

#include <algorithm>
#include <array>

#include "app/config/build/relative_paths.h"
#include "app/config/section/section.h"
#include "app/config/syntax/yaml.h"

namespace sallyport::app::config {
namespace {

constexpr std::array<std::string_view, 6> kNeeded{"server.dataDir", "server.publicUrl", "server.operatorSocket",
                                                  "store.",         "sessions.idle",    "sessions.absolute"};

bool stands_in_the_way(const Finding& finding) {
  const auto is_of = [&](std::string_view key) { return finding.key.starts_with(key); };
  return finding.severity == Severity::refused && (finding.key.empty() || std::ranges::any_of(kNeeded, is_of));
}

void read_place(const FileText& file, const std::string& config_file, const Surroundings& surroundings, Report& report,
                gateway::Settings& settings) {
  const auto parsed = parse_yaml(file.text);
  for (const auto& error : parsed.errors) report.add(rule("yaml"), {"", error.line}, error.what);
  if (!parsed.errors.empty()) return;
  const Values values = Values::read(parsed.root, surroundings.environment, report);
  const LoadOptions options;
  LoadedConfig unused;
  const Context context{values, report, surroundings, options};
  build_server(context, unused, settings.server);
  build_sessions(context, settings);
  build_own_tokens(context, settings);
  build_store(context, settings);
  resolve_paths(config_file, unused, settings);
}

}  // namespace

FoundPlace find_store(const std::string& config_file, const Surroundings& surroundings) {
  Report report(config_file, false);
  gateway::Settings settings;
  const auto file = surroundings.read_file(config_file);
  if (file)
    read_place(*file, config_file, surroundings_beside(config_file, surroundings), report, settings);
  else
    report.add(rule("file_unreadable"), {}, "cannot be read: " + file.error().detail);
  FoundPlace found;
  for (Finding& finding : report.take())
    if (stands_in_the_way(finding)) found.findings.push_back(std::move(finding));
  if (found.findings.empty())
    found.place = StorePlace{std::move(settings.store),
                             settings.sessions.limits,
                             settings.server.public_url + settings.server.base_path,
                             settings.server.data_dir,
                             settings.server.operator_socket,
                             std::move(settings.own_tokens)};
  return found;
}

}  // namespace sallyport::app::config
