// From values to settings, a section each. Each reads its keys, checks what they mean together, and reports; none stops
// the others. Not for use outside this folder: see load.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/load.h"
#include "app/config/values.h"
#include "http/url.h"

namespace sallyport::app::config {

struct Context {
  const Values& values;
  Report& report;
  const Surroundings& surroundings;
  const LoadOptions& options;

  void add(const Rule& rule, std::string_view key, std::string wrong, std::string write = {}) const {
    report.add(rule, values.place(key), std::move(wrong), std::move(write));
  }
};

inline constexpr std::string_view kAuthentication = "authenticationConfiguration";
inline constexpr std::string_view kOidc = "authenticationConfiguration.oidcConfiguration";

std::string under(std::string_view section, std::string_view key);

bool is_basic(const Values& values);  // only the local admin signs in
bool is_azure(const Values& values);
bool is_confidential(const Values& values);

bool is_loopback(std::string_view host);          // localhost, *.localhost, 127.0.0.0/8, ::1
std::string host_and_port(const http::Url& url);  // "host", "host:8443"

// The URL of a key that is given; absent where it is not, or is none (which is then reported).
std::optional<http::Url> read_url(const Context& context, std::string_view key);

// All sections.
void build_all(const Context& context, LoadedConfig& out, gateway::Settings& settings);

void build_server(const Context& context, LoadedConfig& out, gateway::ServerSettings& server);
void build_sessions(const Context& context, gateway::Settings& settings);
void build_own_tokens(const Context& context, gateway::Settings& settings);
void build_authorizer(const Context& context, gateway::Settings& settings);
void build_roles(const Context& context, gateway::Settings& settings);
void build_routes(const Context& context, gateway::Settings& settings);
// From 1 to 60 seconds.
Seconds read_timeout(const Context& context, std::string_view key);

void build_provider(const Context& context, LoadedConfig& out, gateway::Settings& settings);

// Parts of build_provider.
void build_entra(const Context& context, LoadedConfig& out, gateway::ProviderSettings& provider);
void build_generic(const Context& context, LoadedConfig& out, gateway::ProviderSettings& provider);
void build_credential(const Context& context, gateway::ProviderSettings& provider);
void build_client(const Context& context, const std::string& public_url, gateway::ProviderSettings& provider);

}  // namespace sallyport::app::config
