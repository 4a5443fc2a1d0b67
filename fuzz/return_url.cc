// An accepted return URL is a path of the gateway's own origin: it has one slash at its start, and no byte that a
// browser strips or replaces.
#include "http/return_url.h"

#include <algorithm>

#include "fuzz/fuzz.h"
#include "http/url.h"

namespace {

void require_own(const std::string& reference) {
  using sallyport::fuzz::require;
  require(reference.starts_with('/') && !reference.starts_with("//") && reference.size() <= 2048 + 16);
  require(std::ranges::all_of(reference, [](char c) { return c > 0x20 && c < 0x7f && c != '\\' && c != '#'; }));
  const auto whole = sallyport::http::Url::parse("https://own.example" + reference);
  require(whole && whole->origin() == "https://own.example");
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  constexpr std::string_view kOrigin = "https://own.example";
  for (const std::string& wanted :
       {std::string(text), std::string(kOrigin) + std::string(text), "/" + std::string(text)}) {
    const auto taken = http::check_return_url(wanted, kOrigin, {"https://app.example/done"});
    if (!taken || *taken == "https://app.example/done") continue;
    require_own(*taken);
    require(http::check_return_url(*taken, kOrigin, {}) == *taken);
  }
}
