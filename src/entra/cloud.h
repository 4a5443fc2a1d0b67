// The clouds of Entra ID as rows: where each signs in, and where its Graph is.
#pragma once

#include <span>
#include <string_view>

namespace sallyport::entra {

struct Cloud {
  std::string_view name;        // "Global", "US Government", "China (21Vianet)", "External ID"
  std::string_view login_host;  // "login.microsoftonline.com"; External ID: ".ciamlogin.com", a suffix
  std::string_view sts_issuer;  // v1: "https://sts.windows.net/"; empty where it has none
  std::string_view graph_host;  // "graph.microsoft.com"
};

std::span<const Cloud> clouds();

// The row whose host, or one of whose aliases, this is, in any case; null for every other host.
const Cloud* find_cloud(std::string_view host);

// Whether the host stands for all tenants of several names: "{name}.ciamlogin.com".
inline bool is_external_id(const Cloud& cloud) {
  return cloud.login_host.starts_with('.');
}

}  // namespace sallyport::entra
