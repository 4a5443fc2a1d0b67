#include "oidc/rp/metadata.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "http/address.h"
#include "http/url.h"

namespace sallyport::oidc::rp {
namespace {

constexpr std::string_view kRule = "OIDC Discovery 1.0 3";
constexpr std::size_t kGuidLength = 36;

Failure malformed(std::string_view member) {
  return failure(Kind::malformed, "metadata", kRule, std::string(member));
}

Result<std::string> required_text(const json::Object& members, std::string_view name) {
  const auto* value = members.find(name);
  const auto* text = value != nullptr ? value->as_string() : nullptr;
  if (text == nullptr || text->empty()) return malformed(name);
  return *text;
}

Result<std::vector<std::string>> optional_texts(const json::Object& members, std::string_view name) {
  const auto* value = members.find(name);
  if (value == nullptr) return std::vector<std::string>{};
  const auto* array = value->as_array();
  if (array == nullptr) return malformed(name);
  std::vector<std::string> texts;
  for (const auto& element : *array) {
    if (element.as_string() == nullptr) return malformed(name);
    texts.push_back(*element.as_string());
  }
  return texts;
}

Result<bool> optional_flag(const json::Object& members, std::string_view name) {
  const auto* value = members.find(name);
  if (value == nullptr) return false;
  if (value->as_bool() == nullptr) return malformed(name);
  return *value->as_bool();
}

std::string with_tenant(std::string text, std::string_view tenant) {
  for (auto at = text.find(kTenantPlaceholder); at != std::string::npos; at = text.find(kTenantPlaceholder, at))
    text.replace(at, kTenantPlaceholder.size(), tenant);
  return text;
}

// Whether the issuer is the template with one GUID in the place of each {tenantid}.
bool is_template_resolved(std::string_view issuer, const std::string& issuer_template) {
  const auto at = issuer_template.find(kTenantPlaceholder);
  if (at == std::string::npos || issuer.size() < at + kGuidLength) return false;
  const auto tenant = issuer.substr(at, kGuidLength);
  return is_guid(tenant) && with_tenant(issuer_template, tenant) == issuer;
}

// Compares byte by byte, so that another case or a trailing slash is a mismatch (OIDC Discovery 1.0 4.3).
bool is_expected(std::string_view issuer, const MetadataExpectation& expect) {
  if (expect.resolve_tenant) return is_template_resolved(issuer, expect.issuer);
  return !expect.issuer.empty() && issuer == expect.issuer;
}

bool is_own_port(const http::Url& url) {
  return url.port == (url.scheme == "https" ? 443 : 80);
}

// Allows an endpoint only at a host that the configuration names, because our requests to it carry secrets.
Result<std::string> endpoint(std::string text, std::string_view member, const MetadataExpectation& expect) {
  const auto url = http::Url::parse(text);
  if (!url) return malformed(member);
  if (url->scheme != "https" && !(expect.allow_http && http::is_loopback_host(url->host)))
    return failure(Kind::rejected, "metadata_endpoint_scheme", "RFC 8414 2", std::string(member));
  const auto host = url->host.find(':') == std::string::npos ? url->host : "[" + url->host + "]";
  const auto with_port = host + ":" + std::to_string(url->port);
  const bool named = std::ranges::any_of(expect.hosts, [&](const std::string& entry) {
    return ascii_iequals(entry, with_port) || (is_own_port(*url) && ascii_iequals(entry, host));
  });
  if (!named)
    return failure(Kind::rejected, "metadata_endpoint_host", "RFC 9700 4.4", std::string(member) + " " + with_port);
  return text;
}

Result<std::string> required_endpoint(const json::Object& members, std::string_view name,
                                      const MetadataExpectation& expect) {
  SALLYPORT_TRY(auto text, required_text(members, name));
  return endpoint(std::move(text), name, expect);
}

}  // namespace

Result<ProviderMetadata> parse_metadata(std::string_view text, const MetadataExpectation& expect) {
  SALLYPORT_TRY(const auto members, json::parse_object(text));
  ProviderMetadata metadata;
  SALLYPORT_TRY(metadata.issuer, required_text(members, "issuer"));
  if (!is_expected(metadata.issuer, expect))
    return failure(Kind::rejected, "metadata_issuer", "OIDC Discovery 1.0 4.3", metadata.issuer.substr(0, 256));
  SALLYPORT_TRY(metadata.authorization_endpoint, required_endpoint(members, "authorization_endpoint", expect));
  SALLYPORT_TRY(metadata.token_endpoint, required_endpoint(members, "token_endpoint", expect));
  SALLYPORT_TRY(metadata.jwks_uri, required_endpoint(members, "jwks_uri", expect));
  if (members.contains("end_session_endpoint")) {
    SALLYPORT_TRY(metadata.end_session_endpoint, required_endpoint(members, "end_session_endpoint", expect));
  }
  SALLYPORT_TRY(metadata.iss_parameter, optional_flag(members, "authorization_response_iss_parameter_supported"));
  SALLYPORT_TRY(metadata.token_auth_methods, optional_texts(members, "token_endpoint_auth_methods_supported"));
  SALLYPORT_TRY(metadata.response_modes, optional_texts(members, "response_modes_supported"));
  return metadata;
}

}  // namespace sallyport::oidc::rp
