// A number, a duration or a size is parsed as a whole or not at all, and never exceeds its limits.
#include "app/config/reading/amounts.h"
#include "app/config/reading/spelling.h"
#include "base/text.h"
#include "fuzz/fuzz.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
  if (const auto number = parse_decimal(text)) require(parse_decimal(std::to_string(*number)) == number);
  if (const auto seconds = app::config::parse_duration(text)) {
    require(seconds->count() >= 0 && *seconds <= Seconds(10LL * 366 * 24 * 3600));
    require(app::config::parse_duration(std::to_string(seconds->count())) == seconds);
  }
  if (const auto size = app::config::parse_size(text)) {
    require(*size >= 0);
    require(app::config::parse_size(std::to_string(*size)) == size);
  }
  const auto near = app::config::nearest(text, {"discoveryUri", "clientId", "ok"});
  require(near.empty() || near == "discoveryUri" || near == "clientId" || near == "ok");
}
