// A file with a directory's content is refused with its mistake, or can be carried out. What was carried out is printed
// as a file that has nothing more to do, and so is the first one.
#include "base/random.h"
#include "directory/transfer/export.h"
#include "directory/transfer/import.h"
#include "fuzz/fuzz.h"
#include "stores/memory/directory_store.h"

using namespace sallyport;

void fuzz::fuzz_one(std::string_view text) {
  const auto file = json::parse_object(text.substr(0, 16384));
  if (!file) return;
  constexpr UnixTime kNow{1'800'000'000};
  ScriptedRandom random;
  stores::MemoryDirectoryStore store;
  const auto plan = directory::plan_import(store, *file, kNow, random);
  if (!plan) {
    require(plan.error().reason == "import_file" && !plan.error().detail.empty());
    return;
  }
  if (!directory::carry_out(store, *plan)) return;  // two things of the file have one id or one name
  const auto printed = directory::export_directory(store, *store.tenants(), directory::Hashes::included);
  require(printed.has_value());
  for (const json::Object* const again : {&*printed, &*file}) {
    const auto second = directory::plan_import(store, *again, kNow, random);
    require(second && directory::lines_of(*second).empty());
  }
}
