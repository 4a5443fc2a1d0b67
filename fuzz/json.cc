// What is parsed comes back as it was when it is printed and parsed again.
#include "base/json.h"

#include "fuzz/fuzz.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const auto value = json::parse(text);
  if (!value) return;
  const std::string printed = json::print(*value);
  require(printed.find_first_of("<>&\n") == printed.npos);
  const auto again = json::parse(printed);
  require(again.has_value());
  require(json::print(*again) == printed);
}
