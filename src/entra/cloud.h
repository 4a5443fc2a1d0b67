// The clouds of Entra ID, each with its sign-in host, its v1.0 issuer and its Microsoft Graph host. All are constants.
#pragma once

#include <span>
#include <string_view>

namespace sallyport::entra {

struct Cloud {
  std::string_view name;        // "Global", "US Government", "China (21Vianet)", "External ID"
  std::string_view login_host;  // "login.microsoftonline.com"; External ID: ".ciamlogin.com", a suffix
  std::string_view sts_issuer;  // prefix of v1.0 issuers: "https://sts.windows.net/"; empty if there are none
  std::string_view graph_host;  // "graph.microsoft.com"
};

std::span<const Cloud> clouds();

// Finds a cloud by its sign-in host or an alias of it, in any case. Null for every other host.
const Cloud* find_cloud(std::string_view host);

// Whether every tenant of the cloud has a host of its own, "{name}.ciamlogin.com".
inline bool is_external_id(const Cloud& cloud) {
  return cloud.login_host.starts_with('.');
}

}  // namespace sallyport::entra
