// The steps from values to settings, one for each section. Each step reads its keys, checks how they fit together and
// adds everything that is wrong to the report. No step stops the others. After a refusal a setting has its default or a
// value that cannot be used; the loader gives out no settings if anything was refused. The steps may block, because
// they read files. Only this room and the one above include this header; everyone else uses app/config/build/load.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/config/reading/values.h"
#include "app/config/section/loaded_config.h"
#include "app/config/section/surroundings.h"
#include "base/clock.h"
#include "gateway/call/settings.h"
#include "http/url.h"

namespace sallyport::app::config {

// What all steps get. It refers to objects of the caller, for one load on one thread.
struct Context {
  const Values& values;
  Report& report;
  const Surroundings& surroundings;
  const LoadOptions& options;

  // Adds a finding at the place of the key: see Report::add().
  void add(const Rule& rule, std::string_view key, std::string wrong, std::string write = {}) const {
    report.add(rule, values.place(key), std::move(wrong), std::move(write));
  }
};

inline constexpr std::string_view kAuthentication = "authenticationConfiguration";
inline constexpr std::string_view kOidc = "authenticationConfiguration.oidcConfiguration";

// "section.key".
std::string under(std::string_view section, std::string_view key);

bool is_basic(const Values& values);         // only the local administrator signs in
bool is_azure(const Values& values);         // the provider is Entra ID
bool is_confidential(const Values& values);  // clientType is "confidential"

std::string host_and_port(const http::Url& url);  // "host", "host:8443"

// The address that people type, with the gateway's base path: "https://host/tools".
std::string own_url(const gateway::ServerSettings& server);

// True if only identity providers use the URL's host, so that the URL cannot be the gateway's.
bool is_provider_host(const http::Url& url);

bool is_domain(std::string_view text);  // "example.com"

// Reports a text that looks like a pattern, and returns true for it. `write` says what to write instead.
bool check_pattern(const Context& context, std::string_view key, std::string_view text, std::string_view write);

// The discovery URI. A misspelled last part, such as "openid_configuration", is corrected and reported.
std::string read_discovery_uri(const Context& context, std::string_view key);

// The URL of a key. Absent if the key is not given, or if its value is not a URL, which is then reported.
std::optional<http::Url> read_url(const Context& context, std::string_view key);

void build_server(const Context& context, LoadedConfig& out, gateway::ServerSettings& server);
void build_branding(const Context& context, gateway::Branding& branding);
void build_sessions(const Context& context, gateway::Settings& settings);
void build_rate_limits(const Context& context, gateway::RateLimitSettings& limits);
void build_mail(const Context& context, LoadedConfig& out);
void build_local_accounts(const Context& context, gateway::LocalAccountSettings& accounts);
void build_audit(const Context& context, gateway::AuditSettings& audit);
void build_telemetry(const Context& context, gateway::TelemetrySettings& telemetry);
void build_store(const Context& context, gateway::Settings& settings);
void build_own_tokens(const Context& context, gateway::Settings& settings);
void build_authorizer(const Context& context, gateway::Settings& settings);
void build_roles(const Context& context, gateway::Settings& settings);
void build_policies(const Context& context, gateway::Settings& settings);
void build_routes(const Context& context, LoadedConfig& out, gateway::Settings& settings);
// `requires` of a route; absent if the route does not ask the policies.
std::optional<gateway::OperationRequirement> read_operation(const Context& context, const std::string& route,
                                                            const identity::Vocabulary& vocabulary);
// Reads one route. build_routes() checks how several routes fit together.
gateway::Route read_route(const Context& context, const std::string& key, const gateway::Settings& settings);
// Reports files and folders that hold a secret and that other users can read.
void check_secret_files(const Context& context, const gateway::Settings& settings);
// A timeout of 1 to 60 seconds. Anything else is reported, and returned all the same.
Seconds read_timeout(const Context& context, std::string_view key);

void build_provider(const Context& context, LoadedConfig& out, gateway::Settings& settings);

// The parts of build_provider.
void build_entra(const Context& context, LoadedConfig& out, gateway::ProviderSettings& provider);
void build_generic(const Context& context, LoadedConfig& out, gateway::ProviderSettings& provider);
void build_credential(const Context& context, LoadedConfig& out, gateway::ProviderSettings& provider);
void build_client(const Context& context, const gateway::ServerSettings& server, gateway::ProviderSettings& provider);
// The parts of build_server. The public URL is under server.publicUrl, unless only a key of OpenMetadata's names it.
std::string_view public_url_key(const Context& context);
void build_public_url(const Context& context, gateway::ServerSettings& server);

}  // namespace sallyport::app::config
