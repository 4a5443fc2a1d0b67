// An accepted URL has one spelling, and no byte that another program could read differently.
#include "http/url.h"

#include <algorithm>

#include "fuzz/fuzz.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
  require(http::percent_decode(http::percent_encode(text)) == text);
  if (const auto bytes = http::percent_decode(text)) require(bytes->size() <= text.size());

  const auto url = http::Url::parse(text);
  if (!url) return;
  require(url->scheme == "https" || url->scheme == "http");
  require(!url->host.empty() && url->host.find_first_of("@/\\?#%[] ") == url->host.npos);
  require(url->port > 0 && url->port < 65536);
  require(url->path.starts_with('/'));
  const std::string printed = url->print();
  require(std::ranges::all_of(printed, [](char c) { return c > 0x20 && c < 0x7f && c != '\\' && c != '#'; }));
  require(http::Url::parse(printed) == *url);
  require(printed.starts_with(url->origin() + "/"));
}
