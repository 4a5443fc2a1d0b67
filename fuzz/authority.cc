// A corrected authority needs no second correction, and keeps its meaning when it is parsed again.
#include "entra/authority.h"

#include "fuzz/fuzz.h"
#include "http/url.h"

namespace {

using sallyport::entra::ParsedAuthority;
using sallyport::fuzz::require;

void check_parsed(const ParsedAuthority& parsed) {
  const auto& authority = parsed.authority;
  require(!authority.tenant.empty() && authority.tenant.find('/') == std::string::npos);
  require(sallyport::http::Url::parse(authority.base()).has_value());
  const auto again = sallyport::entra::parse_authority(authority.base());
  require(again && again->corrections.empty());
  require(again->authority.base() == authority.base() && again->authority.audience == authority.audience);
  const auto discovered = sallyport::entra::parse_discovery_uri(authority.discovery_uri());
  require(discovered && discovered->authority.base() == authority.base());
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  if (const auto parsed = entra::parse_authority(text)) check_parsed(*parsed);
  if (const auto parsed = entra::parse_discovery_uri(text)) check_parsed(*parsed);
  if (const auto parsed = entra::parse_tenant(text)) require(entra::parse_tenant(parsed->tenant).has_value());
}
