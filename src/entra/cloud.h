// The clouds of Entra ID as rows: where each signs in, and where its Graph is.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sallyport::entra {

struct Cloud {
  std::string_view name;        // "Global", "US Government", "China (21Vianet)", "External ID"
  std::string_view login_host;  // "login.microsoftonline.com"; External ID: ".ciamlogin.com", a suffix
  std::string_view sts_issuer;  // v1: "https://sts.windows.net/"; empty where it has none
  std::string_view graph_host;  // "graph.microsoft.com"
};

// The row whose host, or one of whose aliases, this is; null for every other host.
const Cloud* find_cloud(std::string_view host);

}  // namespace sallyport::entra
