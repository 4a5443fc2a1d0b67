#include "gateway/response_rules.h"

#include "base/text.h"

namespace sallyport::gateway {
namespace {

// RFC 6265bis 5.6: the name stands before '='; a browser sends what has no name as it is, so "=a=b" passes for a=b.
std::string_view cookie_name_of(std::string_view set_cookie) {
  std::string_view pair = trim(set_cookie.substr(0, set_cookie.find(';')));
  while (pair.starts_with('=')) pair = trim(pair.substr(1));
  return trim(pair.substr(0, pair.find('=')));
}

}  // namespace

bool meddles_with_our_cookies(const http::HeaderView& header, const Site& site) {
  if (ascii_iequals(header.name, "Clear-Site-Data"))
    return header.value.find("cookies") != std::string_view::npos || header.value.find('*') != std::string_view::npos;
  if (!ascii_iequals(header.name, "Set-Cookie")) return false;
  return site.is_our_cookie(cookie_name_of(header.value));
}

std::shared_ptr<const http::ResponseRules> response_rules(const Site& site, Audience audience) {
  auto rules = std::make_shared<http::ResponseRules>();
  if (audience == Audience::one_person) rules->added.push_back({"Cache-Control", "private"});
  if (site.secure) rules->added.push_back({"Strict-Transport-Security", "max-age=31536000"});
  rules->dropped = {"strict-transport-security"};
  rules->drop = [&site](const http::HeaderView& header) { return meddles_with_our_cookies(header, site); };
  return rules;
}

}  // namespace sallyport::gateway
