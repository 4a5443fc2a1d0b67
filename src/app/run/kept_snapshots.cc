#include "app/run/kept_snapshots.h"

namespace sallyport::app {

Result<void> KeptSnapshots::take(std::string_view name) {
  SALLYPORT_TRY(auto copy, stores_.copy());
  const std::lock_guard lock(mutex_);
  copies_.insert_or_assign(std::string(name), std::move(copy));
  return {};
}

Result<void> KeptSnapshots::restore(std::string_view name) {
  std::shared_ptr<const stores::DirectoryCopy> copy;
  {
    const std::lock_guard lock(mutex_);
    const auto found = copies_.find(name);
    if (found == copies_.end()) return failure(Kind::rejected, "no_snapshot", "", std::string(name));
    copy = found->second;
  }
  return stores_.restore(*copy);
}

std::vector<std::string> KeptSnapshots::names() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  for (const auto& [name, copy] : copies_) all.push_back(name);
  return all;
}

}  // namespace sallyport::app
