// Accepted tokens are not empty. An error text to show is short, printable and on one line.
#include "oidc/common/token_response.h"

#include "base/text.h"
#include "fuzz/fuzz.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const auto response = oidc::parse_token_response("application/json", text);
  if (response) {
    require(!response->access_token.empty());
    require(!response->id_token || !response->id_token->empty());
    require(!response->refresh_token || !response->refresh_token->empty());
    require(response->expires_in >= Seconds{0});
  }
  const auto error = oidc::parse_oauth_error(text);
  require(!error.error.empty() && error.error.size() <= 64 && !has_control(error.error) && is_utf8(error.error));
  require(error.description.size() <= 2048 && !has_control(error.description) && is_utf8(error.description));
  require(error.suberror.size() <= 64 && !has_control(error.suberror));
  require(error.aadsts >= 0);
  const auto raw = oidc::clean_oauth_error(text, text);
  require(raw.description.size() <= 2048 && !has_control(raw.description) && is_utf8(raw.description));
}
