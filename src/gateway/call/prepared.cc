#include "gateway/call/prepared.h"

#include "gateway/call/caller.h"
#include "gateway/call/expectations.h"

namespace sallyport::gateway {
namespace {

// A page that needs more has its own content security policy. Source: attack HTTP-14.
std::vector<http::Header> security_headers_of(const Site& site) {
  std::vector<http::Header> headers{{"X-Content-Type-Options", "nosniff"},
                                    {"Referrer-Policy", "same-origin"},
                                    {"Cross-Origin-Opener-Policy", "same-origin"}};
  if (site.secure) headers.push_back({"Strict-Transport-Security", "max-age=31536000"});
  return headers;
}

http::PreparedHeaders with(std::vector<http::Header> headers, std::vector<http::Header> more) {
  headers.insert(headers.end(), more.begin(), more.end());
  return http::prepare({headers.begin(), headers.end()});
}

std::vector<std::shared_ptr<const http::ResponseRules>> rules_of_routes(const Settings& settings, const Site& site) {
  std::vector<std::shared_ptr<const http::ResponseRules>> rules;
  for (const Route& route : settings.routes) rules.push_back(response_rules(site, route));
  return rules;
}

}  // namespace

Prepared::Prepared(const Settings& settings)
    : site(settings),
      bearer(bearer_expectation(settings)),
      security_headers(security_headers_of(site)),
      plain_lines(with(security_headers, {{"Cache-Control", "no-store"},
                                          {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"}})),
      nobody_lines(identity_lines_of(finish(std::make_shared<Caller>(), {}))),
      page_lines(with(security_headers, {{"Cache-Control", "no-store"}})),
      route_rules(rules_of_routes(settings, site)) {}

}  // namespace sallyport::gateway
