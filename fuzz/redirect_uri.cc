// A redirect URI that the portal accepts matches itself. A requested URI matches no other one, except for localhost's
// port.
#include "base/text.h"
#include "entra/registration.h"
#include "fuzz/fuzz.h"
#include "http/url.h"

namespace {

using namespace sallyport;
using fuzz::require;

entra::AppRegistration app_with(std::string uri, entra::Platform platform) {
  entra::AppRegistration app;
  app.redirect_uris.push_back({std::move(uri), platform});
  return app;
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  using entra::Platform;
  for (const Platform platform : {Platform::web, Platform::spa, Platform::public_client}) {
    require(entra::parse_platform(entra::name_of(platform)) == platform);
    const auto app = app_with(std::string(text), platform);
    if (!entra::check_redirect_uri(app.redirect_uris[0])) continue;
    require(entra::match_redirect_uri(app, text) == &app.redirect_uris[0]);
    require(text.find_first_of("#*\\ \r\n") == text.npos && !ascii_lower(text).starts_with("javascript:"));
  }
  const auto fixed = app_with("https://app.example/cb", Platform::web);
  require(entra::match_redirect_uri(fixed, text) == nullptr || text == "https://app.example/cb");
  const auto local = app_with("http://localhost/cb", Platform::public_client);
  if (entra::match_redirect_uri(local, text) == nullptr) return;
  const auto url = http::Url::parse(text);
  require(url && url->scheme == "http" && url->host == "localhost" && url->path == "/cb" && !url->has_query);
}
