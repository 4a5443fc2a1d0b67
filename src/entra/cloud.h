// The clouds of Entra ID, each with its sign-in host, its issuers and its Microsoft Graph host. All functions are pure.
// An origin is "https://login.microsoftonline.com" or "http://localhost:8080".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport::entra {

struct Cloud {
  std::string_view name;        // "Global", "US Government", "China (21Vianet)", "External ID"
  std::string_view login_host;  // "login.microsoftonline.com"; External ID: ".ciamlogin.com", a suffix
  std::string_view sts_issuer;  // prefix of v1.0 issuers: "https://sts.windows.net/"; empty if there are none
  std::string_view graph_host;  // "graph.microsoft.com"
  std::string_view instance;    // cloud_instance_name in metadata and keys: "microsoftonline.com"
};

std::span<const Cloud> clouds();

// Finds a cloud by its sign-in host or an alias of it, in any case. Null for every other host.
const Cloud* find_cloud(std::string_view host);

// Finds the cloud of an origin by its host, with any scheme and port. Null for an origin of no cloud.
const Cloud* find_cloud_of_origin(std::string_view origin);

// The sign-in hosts of a cloud: login_host and its aliases. None for External ID, where each tenant has its own.
std::vector<std::string_view> sign_in_hosts(const Cloud& cloud);

// Whether every tenant of the cloud has a host of its own, "{name}.ciamlogin.com".
inline bool is_external_id(const Cloud& cloud) {
  return cloud.login_host.starts_with('.');
}

// The issuer of v2.0 tokens of a tenant whose people sign in at this origin: "{origin}/{tenant}/v2.0". An alias of a
// cloud has the issuer of the cloud's own host. At External ID the host names the tenant too:
// "https://{tenant}.ciamlogin.com/{tenant}/v2.0".
std::string v2_issuer(std::string_view origin, std::string_view tenant);

// The same of v1.0 tokens: "{sts_issuer}{tenant}/", or "{origin}/{tenant}/" where there is no sts_issuer.
std::string v1_issuer(std::string_view origin, std::string_view tenant);

}  // namespace sallyport::entra
