#include "directory/call/sent_parameters.h"

#include <algorithm>
#include <array>

namespace sallyport::directory {
namespace {

constexpr std::size_t kMostParameters = 40;
constexpr std::size_t kMostValue = 512;

// The parameters whose values are kept. All others may hold a secret, so only their names are.
constexpr std::array<std::string_view, 26> kKept{"client_id",
                                                 "redirect_uri",
                                                 "response_type",
                                                 "response_mode",
                                                 "scope",
                                                 "prompt",
                                                 "login_hint",
                                                 "domain_hint",
                                                 "grant_type",
                                                 "resource",
                                                 "max_age",
                                                 "code_challenge_method",
                                                 "username",
                                                 "login",
                                                 "audience",
                                                 "requested_token_use",
                                                 "client_assertion_type",
                                                 "claims",
                                                 "post_logout_redirect_uri",
                                                 "tenant",
                                                 "api-version",
                                                 "x-client-SKU",
                                                 "x-client-Ver",
                                                 "client_info",
                                                 "act",
                                                 "ui_locales"};

void add_form(const http::Form& form, std::vector<entra::SentParameter>& sent) {
  for (const auto& [name, value] : form.fields()) {
    if (sent.size() == kMostParameters) return;
    const bool kept = std::ranges::find(kKept, name) != kKept.end();
    sent.push_back({name.substr(0, 64), kept ? value.substr(0, kMostValue) : std::string(), kept});
  }
}

}  // namespace

std::vector<entra::SentParameter> sent_parameters(const http::Form& query, const http::Form& body) {
  std::vector<entra::SentParameter> sent;
  add_form(query, sent);
  add_form(body, sent);
  return sent;
}

}  // namespace sallyport::directory
