// For the tests of this folder: configurations from text, with an environment and files of their own.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/load.h"

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

// Of the findings that are more than notices, one line each, for messages and comparisons.
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

// Nothing to be said about either. Lines are numbered for the tables of tests.
inline constexpr std::string_view kConfidential =
    "server:\n"                                                            // 1
    "  publicUrl: https://data.example.com\n"                              // 2
    "authorizerConfiguration:\n"                                           // 3
    "  adminPrincipals: [\"oid:cccccccc-0000-4000-8000-000000000003\"]\n"  // 4
    "authenticationConfiguration:\n"                                       // 5
    "  provider: azure\n"                                                  // 6
    "  clientType: confidential\n"                                         // 7
    "  oidcConfiguration:\n"                                               // 8
    "    id: bbbbbbbb-0000-4000-8000-000000000002\n"                       // 9
    "    secret: the-Value~of.the_portal\n"                                // 10
    "    discoveryUri: "
    "https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/v2.0/.well-known/"
    "openid-configuration\n"                                 // 11
    "    scope: openid email profile offline_access\n"       // 12
    "    callbackUrl: https://data.example.com/callback\n";  // 13

inline constexpr std::string_view kPublic =
    "server:\n"                                                                              // 1
    "  publicUrl: https://data.example.com\n"                                                // 2
    "authorizerConfiguration:\n"                                                             // 3
    "  adminPrincipals: [\"oid:cccccccc-0000-4000-8000-000000000003\"]\n"                    // 4
    "authenticationConfiguration:\n"                                                         // 5
    "  provider: azure\n"                                                                    // 6
    "  clientType: public\n"                                                                 // 7
    "  authority: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001\n"  // 8
    "  clientId: bbbbbbbb-0000-4000-8000-000000000002\n"                                     // 9
    "  callbackUrl: https://data.example.com/callback\n";                                    // 10

// The text with one line replaced (by one or more), or, where `line` is 0, with more at its end.
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
