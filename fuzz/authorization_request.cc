// A request to the directory's authorization endpoint, and the redirect that answers it. The redirect leads to the
// redirect URI and nowhere else, and carries the fields unchanged.
#include "oidc/op/authorization_request.h"

#include <algorithm>

#include "fuzz/fuzz.h"
#include "http/url.h"
#include "oidc/common/pkce.h"
#include "oidc/op/authorization_response.h"

namespace {

using namespace sallyport;
using fuzz::require;

void check_pkce(std::string_view text) {
  if (const auto verifier = oidc::CodeVerifier::parse(text)) {
    require(verifier->value == text && text.size() >= 43 && text.size() <= 128);
    const auto challenge = oidc::challenge_of(*verifier);
    require(oidc::CodeChallenge::parse(challenge.value) == challenge);
    require(oidc::check_pkce(*verifier, challenge).has_value());
    const auto other = oidc::CodeVerifier{std::string(verifier->value.rbegin(), verifier->value.rend())};
    require(other.value == verifier->value || !oidc::check_pkce(other, challenge));
  }
  if (const auto challenge = oidc::CodeChallenge::parse(text)) require(challenge->value == text && text.size() == 43);
}

void check_location(const http::Form& fields) {
  constexpr std::string_view kUri = "https://app.example/cb?own=1";
  const auto location = oidc::op::redirect_location(kUri, oidc::op::ResponseMode::query, fields);
  require(location.ends_with('#') && std::ranges::all_of(location, [](char c) { return c > 0x20 && c < 0x7f; }));
  const auto url = http::Url::parse(std::string_view(location).substr(0, location.size() - 1));
  require(url && url->origin() == "https://app.example" && url->path == "/cb");
  auto read = http::Form::parse(url->query);
  if (fields.fields().size() == 256) return;  // with the field of kUri, they exceed the limit
  require(read && read->fields().size() == fields.fields().size() + 1);
  require(std::equal(fields.fields().begin(), fields.fields().end(), read->fields().begin() + 1));

  const auto fragment = oidc::op::redirect_location(kUri, oidc::op::ResponseMode::fragment, fields);
  require(fragment == std::string(kUri) + "#" + fields.print());
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  check_pkce(text);
  const auto form = http::Form::parse(text);
  if (!form) return;
  check_location(*form);
  const auto request = oidc::op::AuthorizationRequest::parse(*form);
  require(request.has_value() == !form->has_duplicate());
  if (!request) return;
  require(std::ranges::is_sorted(request->response_types));
  for (const auto& type : request->response_types) require(request->asks_for(type));
  for (const auto& scope : request->scopes) require(request->has_scope(scope) && scope.find(' ') == scope.npos);
}
