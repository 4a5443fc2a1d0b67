// The directory's seed: a whole one, or the line that is wrong; in reasonable time, whatever refers to what.
#include "app/config/directory_seed.h"

#include "fuzz/fuzz.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const auto seed = app::config::parse_directory_seed(text.substr(0, 8192), "seed.yaml");
  if (!seed) {
    const auto& error = seed.error();
    require(error.reason.starts_with("seed_") && error.detail.starts_with("seed.yaml:"));
    return;
  }
  for (const auto& tenant : seed->tenants) require(!tenant.name.empty());
}
