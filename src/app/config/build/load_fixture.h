// For the tests of this folder: loads configurations from text, with an environment and files of the test's own.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/build/load.h"

namespace sallyport::app::config {

using Variables = std::map<std::string, std::string>;
using Files = std::map<std::string, FileText>;

inline Surroundings surroundings(Variables variables = {}, Files files = {}) {
  return {[variables = std::move(variables)](std::string_view name) -> std::optional<std::string> {
            const auto found = variables.find(std::string(name));
            return found == variables.end() ? std::nullopt : std::optional(found->second);
          },
          [files = std::move(files)](const std::string& path) -> Result<FileText> {
            const auto found = files.find(path);
            if (found == files.end()) return failure(Kind::unavailable, "config_file", {}, "No such file or directory");
            return found->second;
          }};
}

inline LoadedConfig load(std::string_view text, Variables variables = {}, Files files = {}, LoadOptions options = {}) {
  return load_config_text(text, "test.yaml", surroundings(std::move(variables), std::move(files)), options);
}

// All findings, one line each, for messages.
inline std::string print_all(const LoadedConfig& loaded) {
  std::string text;
  for (const auto& finding : loaded.findings) text += print_text(finding) + "\n";
  return text;
}

inline std::vector<Finding> beyond_notices(const LoadedConfig& loaded) {
  std::vector<Finding> found;
  for (const auto& finding : loaded.findings)
    if (finding.severity != Severity::notice) found.push_back(finding);
  return found;
}

inline const Finding* find_finding(const LoadedConfig& loaded, std::string_view rule) {
  for (const auto& finding : loaded.findings)
    if (finding.rule == rule) return &finding;
  return nullptr;
}

inline constexpr std::string_view kTenant = "aaaaaaaa-0000-4000-8000-000000000001";
inline constexpr std::string_view kClientId = "bbbbbbbb-0000-4000-8000-000000000002";

// Two configurations without findings. The lines are numbered for the tables of the tests.
inline constexpr std::string_view kConfidential =
    "server:\n"                                                            // 1
    "  publicUrl: https://data.example.com\n"                              // 2
    "  trustedProxies: [127.0.0.1]\n"                                      // 3
    "authorizerConfiguration:\n"                                           // 4
    "  adminPrincipals: [\"oid:cccccccc-0000-4000-8000-000000000003\"]\n"  // 5
    "authenticationConfiguration:\n"                                       // 6
    "  provider: azure\n"                                                  // 7
    "  clientType: confidential\n"                                         // 8
    "  oidcConfiguration:\n"                                               // 9
    "    id: bbbbbbbb-0000-4000-8000-000000000002\n"                       // 10
    "    secret: the-Value~of.the_portal\n"                                // 11
    "    discoveryUri: "
    "https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/v2.0/.well-known/"
    "openid-configuration\n"                                 // 12
    "    scope: openid email profile offline_access\n"       // 13
    "    callbackUrl: https://data.example.com/callback\n";  // 14

inline constexpr std::string_view kPublic =
    "server:\n"                                                                              // 1
    "  publicUrl: https://data.example.com\n"                                                // 2
    "  trustedProxies: [127.0.0.1]\n"                                                        // 3
    "authorizerConfiguration:\n"                                                             // 4
    "  adminPrincipals: [\"oid:cccccccc-0000-4000-8000-000000000003\"]\n"                    // 5
    "authenticationConfiguration:\n"                                                         // 6
    "  provider: azure\n"                                                                    // 7
    "  clientType: public\n"                                                                 // 8
    "  authority: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001\n"  // 9
    "  clientId: bbbbbbbb-0000-4000-8000-000000000002\n"                                     // 10
    "  callbackUrl: https://data.example.com/callback\n";                                    // 11

// The text with one line replaced by one or more others. If `line` is 0, the new lines are added at the end.
inline std::string edited(std::string_view base, int line, std::string_view with) {
  if (line == 0) return std::string(base) + std::string(with) + "\n";
  std::string result;
  int current = 1;
  for (std::size_t at = 0; at < base.size(); ++current) {
    const auto end = base.find('\n', at) + 1;
    result += current == line ? std::string(with) + (with.empty() ? "" : "\n") : std::string(base.substr(at, end - at));
    at = end;
  }
  return result;
}

}  // namespace sallyport::app::config
