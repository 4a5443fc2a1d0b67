#include "entra/cloud.h"

#include <array>

#include "base/text.h"

namespace sallyport::entra {
namespace {

// Source: docs/entra.md, Clouds and authorities.
constexpr std::array kClouds{
    Cloud{"Global", "login.microsoftonline.com", "https://sts.windows.net/", "graph.microsoft.com"},
    Cloud{"US Government", "login.microsoftonline.us", "https://sts.windows.net/", "graph.microsoft.us"},
    Cloud{"China (21Vianet)", "login.partner.microsoftonline.cn", "https://sts.chinacloudapi.cn/",
          "microsoftgraph.chinacloudapi.cn"},
    Cloud{"External ID", ".ciamlogin.com", "", "graph.microsoft.com"},
};

struct Alias {
  std::string_view host;
  const Cloud* cloud;
};
constexpr std::array kAliases{
    Alias{"login.windows.net", &kClouds[0]},      Alias{"login.microsoft.com", &kClouds[0]},
    Alias{"sts.windows.net", &kClouds[0]},        Alias{"login.usgovcloudapi.net", &kClouds[1]},
    Alias{"login.chinacloudapi.cn", &kClouds[2]},
};

// The login host of External ID is a suffix, and exactly one label must precede it: "contoso.ciamlogin.com".
bool is_host_of(const Cloud& cloud, std::string_view host) {
  if (!is_external_id(cloud)) return host == cloud.login_host;
  if (host.size() <= cloud.login_host.size() || !host.ends_with(cloud.login_host)) return false;
  return host.substr(0, host.size() - cloud.login_host.size()).find('.') == std::string_view::npos;
}

}  // namespace

std::span<const Cloud> clouds() {
  return kClouds;
}

const Cloud* find_cloud(std::string_view host) {
  const auto lower = ascii_lower(host);
  for (const auto& cloud : kClouds)
    if (is_host_of(cloud, lower)) return &cloud;
  for (const auto& alias : kAliases)
    if (alias.host == lower) return alias.cloud;
  return nullptr;
}

}  // namespace sallyport::entra
