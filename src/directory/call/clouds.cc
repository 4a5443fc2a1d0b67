#include "directory/call/clouds.h"

#include <algorithm>

#include "base/text.h"

namespace sallyport::directory {
namespace {

std::string_view host_and_port(const Exchange& exchange) {
  const std::string_view origin = exchange.origin;
  return origin.substr(origin.find("://") + 3);
}

std::string_view host_of(const Exchange& exchange) {
  const std::string_view text = host_and_port(exchange);
  return text.substr(0, text.find(':'));
}

// External ID has the same Microsoft Graph as the public cloud, and its v1.0 issuers name the tenant in the host.
std::string v1_issuer_at(const entra::Cloud& cloud, std::string_view tenant) {
  const std::string host = (entra::is_external_id(cloud) ? std::string(tenant) : "") + std::string(cloud.login_host);
  return entra::v1_issuer("https://" + host, tenant);
}

}  // namespace

const entra::Cloud* cloud_of(const Exchange& exchange) {
  const std::string_view host = host_of(exchange);
  if (const entra::Cloud* cloud = entra::find_cloud(host)) return cloud;
  const auto at = std::ranges::find(entra::clouds(), host, &entra::Cloud::graph_host);
  return at == entra::clouds().end() ? nullptr : &*at;
}

std::string graph_origin(const Exchange& exchange) {
  const entra::Cloud* cloud = cloud_of(exchange);
  const auto& ours = exchange.settings.host_names;
  if (cloud == nullptr || std::ranges::find(ours, cloud->graph_host) == ours.end()) return exchange.origin;
  const std::string port(host_and_port(exchange).substr(host_of(exchange).size()));
  return exchange.origin.substr(0, exchange.origin.find("://") + 3) + std::string(cloud->graph_host) + port;
}

std::string graph_address(const Exchange& exchange) {
  const entra::Cloud* cloud = cloud_of(exchange);
  return "https://" + std::string((cloud == nullptr ? entra::clouds().front() : *cloud).graph_host);
}

std::string instance_name(const Exchange& exchange) {
  const entra::Cloud* cloud = cloud_of(exchange);
  return std::string(cloud == nullptr ? host_and_port(exchange) : cloud->instance);
}

bool is_v1_issuer(const Exchange& exchange, std::string_view issuer, std::string_view tenant) {
  if (issuer == entra::v1_issuer(exchange.origin, tenant)) return true;
  return std::ranges::any_of(entra::clouds(), [&](const entra::Cloud& cloud) {
    return cloud.graph_host == host_of(exchange) && issuer == v1_issuer_at(cloud, tenant);
  });
}

bool is_own_issuer(const Exchange& exchange, std::string_view issuer) {
  const std::size_t host = issuer.find("://");
  const std::size_t path = host == std::string_view::npos ? host : issuer.find('/', host + 3);
  if (path == std::string_view::npos) return false;
  const std::string_view tenant = issuer.substr(path + 1, issuer.find('/', path + 1) - path - 1);
  return issuer == entra::v2_issuer(exchange.origin, tenant) || issuer == entra::v1_issuer(exchange.origin, tenant);
}

bool serves(const Exchange& exchange, const entra::Tenant& tenant) {
  const entra::Cloud* cloud = cloud_of(exchange);
  if (cloud == nullptr || !entra::is_external_id(*cloud)) return true;
  const std::string_view label = host_of(exchange).substr(0, host_of(exchange).find('.'));
  const std::string domain = std::string(label) + ".onmicrosoft.com";
  return label == tenant.id.value ||
         std::ranges::any_of(tenant.domains, [&](const std::string& each) { return ascii_iequals(each, domain); });
}

bool serves_shared_tenants(const Exchange& exchange) {
  const entra::Cloud* cloud = cloud_of(exchange);
  return cloud == nullptr || !entra::is_external_id(*cloud);
}

}  // namespace sallyport::directory
