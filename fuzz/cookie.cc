// A cookie that is found is in the header, and every lookup gives the same value. A printed Set-Cookie is well-formed,
// whatever the value holds.
#include "http/cookie.h"

#include <algorithm>

#include "fuzz/fuzz.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const std::size_t half = text.size() / 2;
  http::Request request;
  request.headers = {{"Cookie", text.substr(0, half)}, {"X", text}, {"cookie", text.substr(half)}};
  const auto all = http::cookies_with_prefix(request, "");
  for (const http::HeaderView& each : all) {
    require(!each.name.empty() && each.name.find_first_of(";=") == each.name.npos);
    require(each.value.find(';') == each.value.npos);
    const auto like = [&](const http::HeaderView& other) {
      return other.name != each.name || other.value == each.value;
    };
    const auto found = http::cookie(request, each.name);
    require(found.has_value() == std::ranges::all_of(all, like));  // two different values count as none
    require(!found || *found == each.value);
  }

  const http::SetCookie cookie{.name = "s", .value = std::string(text), .path = std::string(text)};
  const std::string printed = cookie.print();
  require(std::ranges::count(printed, ';') == 4);  // Path, Secure, HttpOnly, SameSite, whatever the value holds
  require(std::ranges::all_of(printed, [](char c) { return c >= 0x20 && c < 0x7f; }));
}
