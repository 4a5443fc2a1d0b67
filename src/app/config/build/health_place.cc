#include "app/config/build/health_place.h"

#include <utility>

#include "app/config/build/relative_paths.h"
#include "app/config/section/section.h"
#include "app/config/syntax/yaml.h"
#include "http/address.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kAddress = "server.adminAddress";
constexpr std::string_view kPort = "server.adminPort";

bool is_about_listener(const Finding& finding) {
  return finding.severity == Severity::refused &&
         (finding.key.empty() || finding.key == kAddress || finding.key == kPort);
}

// The address to connect to: every interface (0.0.0.0 and ::) includes the loopback interface.
std::string reachable(const http::IpAddress& address) {
  if (address == http::IpAddress::parse("0.0.0.0")) return "127.0.0.1";
  if (address == http::IpAddress{}) return "[::1]";
  return address.is_ipv4() ? address.print() : "[" + address.print() + "]";
}

std::string read_listener(const FileText& file, const std::string& config_file, const Surroundings& surroundings,
                          Report& report) {
  const auto parsed = parse_yaml(file.text);
  for (const auto& error : parsed.errors) report.add(rule("yaml"), {"", error.line}, error.what);
  if (!parsed.errors.empty()) return {};
  const Surroundings beside = surroundings_beside(config_file, surroundings);
  const Values values = Values::read(parsed.root, beside.environment, report);
  const LoadOptions options;
  const Context context{values, report, beside, options};
  LoadedConfig unused;
  gateway::ServerSettings server;
  build_server(context, unused, server);
  const auto address = http::IpAddress::parse(server.admin_address);
  if (values.number(kPort) == 0)
    context.add(rule("bad_value"), kPort, "is 0, so only the running gateway knows the port", "adminPort: 8586");
  return address ? "http://" + reachable(*address) + ":" + std::to_string(server.admin_port) : "";
}

}  // namespace

FoundHealth find_health(const std::string& config_file, const Surroundings& surroundings) {
  Report report(config_file, false);
  std::string url;
  if (const auto file = surroundings.read_file(config_file))
    url = read_listener(*file, config_file, surroundings, report);
  else
    report.add(rule("file_unreadable"), {}, "cannot be read: " + file.error().detail);
  FoundHealth found;
  for (Finding& finding : report.take())
    if (is_about_listener(finding)) found.findings.push_back(std::move(finding));
  if (found.findings.empty()) found.url = std::move(url);
  return found;
}

}  // namespace sallyport::app::config
