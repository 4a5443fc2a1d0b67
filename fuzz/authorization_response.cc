// A response to a sign-in counts only if it has this browser's state, comes in the requested mode and, if it names a
// provider, names the right one. It is a success or an error, never both.
#include <algorithm>

#include "base/text.h"
#include "fuzz/fuzz.h"
#include "oidc/rp/authorization.h"

namespace {

using namespace sallyport;
using namespace oidc::rp;
using fuzz::require;

constexpr UnixTime kNow{1'800'000'000};
constexpr std::string_view kIssuer = "https://login.example/{tenantid}/v2.0";

Transaction transaction(ResponseType type, ResponseMode mode) {
  Transaction transaction;
  transaction.state = "state";
  transaction.nonce = "nonce";
  transaction.response_type = type;
  transaction.response_mode = mode;
  transaction.started = kNow;
  return transaction;
}

bool has(const http::Form& form, std::string_view name) {
  return std::ranges::any_of(form.fields(), [&](const auto& field) { return field.first == name; });
}

void check_accepted(const http::Form& form, const AuthorizationResult& result, ResponseType asked, bool names_itself) {
  require(!form.has_duplicate() && **form.one("state") == "state");
  if (const auto iss = *form.one("iss")) require(iss->starts_with("https://login.example/") && iss->ends_with("/v2.0"));
  require(!names_itself || has(form, "iss"));
  require(!has(form, "access_token") && has(form, "code") + has(form, "id_token") + has(form, "error") == 1);
  if (const auto* refusal = std::get_if<AuthorizationRefusal>(&result)) {
    require(has(form, "error") && is_utf8(refusal->error) && !has_control(refusal->error));
    require(is_utf8(refusal->description) && !has_control(refusal->description));
    return;
  }
  require(std::holds_alternative<oidc::rp::AuthorizationCode>(result) == (asked == ResponseType::code));
  require(has(form, asked == ResponseType::code ? "code" : "id_token"));
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const auto form = http::Form::parse(text);
  if (!form) return;
  ProviderMetadata provider;
  provider.issuer = kIssuer;
  for (const bool names_itself : {false, true}) {
    provider.iss_parameter = names_itself;
    for (const auto type : {ResponseType::code, ResponseType::id_token}) {
      const auto begun = transaction(type, ResponseMode::form_post);
      const auto result = check_authorization(*form, ResponseMode::form_post, begun, provider, Seconds(600), kNow);
      if (result) check_accepted(*form, *result, type, names_itself);
      require(!check_authorization(*form, ResponseMode::query, begun, provider, Seconds(600), kNow));
      require(!check_authorization(*form, ResponseMode::form_post, begun, provider, Seconds(600), kNow + Seconds(600)));
    }
  }
}
