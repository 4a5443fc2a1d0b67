#include "app/config/build/load.h"

#include <array>

#include "app/config/build/build.h"
#include "app/config/build/relative_paths.h"
#include "app/config/build/stored_version.h"
#include "app/config/syntax/yaml.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

// Keys whose lines later errors name: their files are opened, and the provider is asked, only after loading.
constexpr std::array<std::string_view, 10> kOpenedLater{"jwtTokenConfiguration.rsaprivateKeyFilePath",
                                                        "jwtTokenConfiguration.rsapublicKeyFilePath",
                                                        "jwtTokenConfiguration.keyId",
                                                        "server.tlsCertificateFile",
                                                        "server.dataDir",
                                                        "store.path",
                                                        "store.url",
                                                        "store.passwordFile",
                                                        "store.keyFile",
                                                        "authenticationConfiguration.authority"};

// The corrected line. If its value is a secret, the value is left out.
std::string without_secret(const std::string& line) {
  const auto name = ascii_lower(trim(std::string_view(line).substr(0, line.find(':'))));
  const bool is_secret = name.find("secret") != std::string::npos || name.find("password") != std::string::npos;
  return is_secret ? line.substr(0, line.find(':')) + ": …" : line;
}

// Everybody who can read this file can read the secrets in it.
void check_own_file(const Values& values, const std::string& path, bool readable_by_others, Report& report) {
  const auto key = values.literal_secret();
  if (key.empty() || !readable_by_others) return;
  const auto place = values.place(key);
  report.add(rule("secret_file_open"), place, "stands in this file, which others on this machine can read",
             "chmod 600 " + path + "; or ${OIDC_CLIENT_SECRET}, or secretFile");
}

LoadedConfig load_file(const FileText& file, const std::string& name, const Surroundings& surroundings,
                       const LoadOptions& options) {
  LoadedConfig out;
  out.file = name;
  Report report(name, options.strict);
  auto parsed = parse_yaml(file.text);
  std::vector<std::string> stored_keys;
  for (const auto& error : parsed.errors)
    report.add(rule("yaml"), {"", error.line}, error.what, without_secret(error.write));
  if (parsed.readable) {
    if (options.stored) stored_keys = merge_version(parsed.root, *options.stored, surroundings.environment, report);
    const auto values = Values::read(parsed.root, surroundings.environment, report);
    check_own_file(values, name, file.readable_by_others, report);
    gateway::Settings settings;
    settings.config_version = options.stored ? options.stored->number : 0;
    build_all({values, report, surroundings, options}, out, settings);
    resolve_paths(name, out, settings);
    if (!report.refused()) out.settings = std::move(settings);
    for (const std::string_view key : kOpenedLater) out.lines.emplace(key, values.place(key).line);
  }
  out.findings = report.take();
  if (options.stored) name_origin(out.findings, stored_keys, *options.stored);
  return out;
}

}  // namespace

LoadedConfig load_config(const std::string& path, const Surroundings& surroundings, const LoadOptions& options) {
  const auto file = surroundings.read_file(path);
  if (file) return load_file(*file, path, surroundings_beside(path, surroundings), options);
  LoadedConfig out;
  out.file = path;
  Report report(path, options.strict);
  report.add(rule("file_unreadable"), {}, "cannot be read: " + file.error().detail);
  out.findings = report.take();
  return out;
}

LoadedConfig load_config_text(std::string_view text, const std::string& name, const Surroundings& surroundings,
                              const LoadOptions& options) {
  return load_file({std::string(text), false}, name, surroundings, options);
}

}  // namespace sallyport::app::config
