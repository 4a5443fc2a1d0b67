#include "stores/memory/version_store.h"

namespace sallyport::stores {

using configuration::State;
using configuration::Version;

Result<std::optional<Version>> MemoryVersionStore::newest() {
  const std::lock_guard lock(mutex_);
  return versions_.empty() ? std::optional<Version>() : std::optional(versions_.back());
}

Result<std::optional<Version>> MemoryVersionStore::find(std::int64_t number) {
  const std::lock_guard lock(mutex_);
  for (const Version& version : versions_)
    if (version.number == number) return std::optional(version);
  return std::optional<Version>();
}

Result<std::vector<Version>> MemoryVersionStore::list(std::int64_t before, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<Version> page;
  for (auto at = versions_.rbegin(); at != versions_.rend() && page.size() < limit; ++at)
    if (before == 0 || at->number < before) page.push_back(*at);
  return page;
}

Result<Version> MemoryVersionStore::add(const std::string& author, const std::string& text, std::int64_t base,
                                        UnixTime now) {
  SALLYPORT_CHECK(configuration::check_lengths(author, text));
  const std::lock_guard lock(mutex_);
  const std::int64_t newest = versions_.empty() ? 0 : versions_.back().number;
  if (newest != base) return configuration::outdated(newest);
  if (!versions_.empty()) versions_.back().state = State::replaced;
  return versions_.emplace_back(Version{base + 1, author, now, State::in_force, text});
}

}  // namespace sallyport::stores
