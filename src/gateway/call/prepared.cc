#include "gateway/prepared.h"

#include "gateway/caller.h"
#include "gateway/expectations.h"

namespace sallyport::gateway {
namespace {

// Source: attacks HTTP-14. A page that may do more says so with a policy of its own.
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

}  // namespace

Prepared::Prepared(const Settings& settings)
    : site(settings),
      bearer(bearer_expectation(settings)),
      security_headers(security_headers_of(site)),
      plain_lines(with(security_headers, {{"Cache-Control", "no-store"},
                                          {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"}})),
      nobody_lines(finish(std::make_shared<Caller>())->identity_lines),
      page_lines(with(security_headers, {{"Cache-Control", "no-store"}})),
      public_response(response_rules(site, Audience::everybody)),
      personal_response(response_rules(site, Audience::one_person)) {}

}  // namespace sallyport::gateway
