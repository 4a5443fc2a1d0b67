#include "entra/cloud.h"

#include <array>

#include "base/text.h"

namespace sallyport::entra {
namespace {

// Source: docs/entra.md, Clouds and authorities.
constexpr std::array kClouds{
    Cloud{"Global", "login.microsoftonline.com", "https://sts.windows.net/", "graph.microsoft.com",
          "microsoftonline.com"},
    Cloud{"US Government", "login.microsoftonline.us", "https://sts.windows.net/", "graph.microsoft.us",
          "microsoftonline.us"},
    Cloud{"China (21Vianet)", "login.partner.microsoftonline.cn", "https://sts.chinacloudapi.cn/",
          "microsoftgraph.chinacloudapi.cn", "partner.microsoftonline.cn"},
    Cloud{"External ID", ".ciamlogin.com", "", "graph.microsoft.com", "microsoftonline.com"},
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

// The two ends of an origin: "https://" and ":8443", which may be empty, around the host.
struct OriginParts {
  std::string_view scheme;
  std::string_view host;
  std::string_view port;
};

OriginParts split(std::string_view origin) {
  const std::size_t scheme_end = origin.find("://");
  const std::size_t begin = scheme_end == std::string_view::npos ? 0 : scheme_end + 3;
  const std::size_t colon = origin.find(':', begin);
  return {origin.substr(0, begin), origin.substr(begin, colon == std::string_view::npos ? colon : colon - begin),
          colon == std::string_view::npos ? std::string_view() : origin.substr(colon)};
}

// The origin that issuers name: that of the cloud's own host, with the scheme and port of the one that was asked.
// External ID has no port in its issuers, because the host in them is another one than that which was asked.
std::string issuing_origin(std::string_view origin, std::string_view tenant) {
  const OriginParts parts = split(origin);
  const Cloud* cloud = find_cloud(parts.host);
  if (cloud == nullptr) return std::string(origin);
  if (is_external_id(*cloud)) return "https://" + std::string(tenant) + std::string(cloud->login_host);
  return std::string(parts.scheme) + std::string(cloud->login_host) + std::string(parts.port);
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

const Cloud* find_cloud_of_origin(std::string_view origin) {
  return find_cloud(split(origin).host);
}

std::vector<std::string_view> sign_in_hosts(const Cloud& cloud) {
  std::vector<std::string_view> hosts;
  if (is_external_id(cloud)) return hosts;
  hosts.push_back(cloud.login_host);
  for (const Alias& alias : kAliases)
    if (alias.cloud->login_host == cloud.login_host) hosts.push_back(alias.host);
  return hosts;
}

std::string v2_issuer(std::string_view origin, std::string_view tenant) {
  return issuing_origin(origin, tenant) + "/" + std::string(tenant) + "/v2.0";
}

std::string v1_issuer(std::string_view origin, std::string_view tenant) {
  const Cloud* cloud = find_cloud_of_origin(origin);
  const bool has_sts = cloud != nullptr && !cloud->sts_issuer.empty();
  const std::string start = has_sts ? std::string(cloud->sts_issuer) : issuing_origin(origin, tenant) + "/";
  return start + std::string(tenant) + "/";
}

}  // namespace sallyport::entra
