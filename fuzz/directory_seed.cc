// The directory's seed: the parser returns a whole seed or names the wrong line. It takes a reasonable time, whatever
// entries refer to each other.
#include "app/config/build/directory_seed.h"

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
