#include "gateway/standing/graph_cache.h"

namespace sallyport::gateway {

namespace {

constexpr std::size_t kMaxGroups = 10'000;
constexpr std::size_t kMaxHolders = 1'000;

}  // namespace

std::optional<Secret> GraphCache::token(const std::string& holder, UnixTime now) {
  const std::lock_guard lock(mutex_);
  const auto found = tokens_.find(holder);
  if (found == tokens_.end() || found->second.until <= now) return std::nullopt;
  return found->second.value;
}

void GraphCache::put_token(const std::string& holder, Secret token, UnixTime until) {
  const std::lock_guard lock(mutex_);
  if (tokens_.size() >= kMaxHolders) tokens_.clear();
  tokens_.insert_or_assign(holder, Token{std::move(token), until});
}

std::optional<std::vector<std::string>> GraphCache::groups(const std::string& person, UnixTime now) {
  const std::lock_guard lock(mutex_);
  const auto found = groups_.find(person);
  if (found == groups_.end() || found->second.until <= now) return std::nullopt;
  return found->second.ids;
}

void GraphCache::put_groups(const std::string& person, std::vector<std::string> groups, UnixTime until) {
  const std::lock_guard lock(mutex_);
  if (groups_.size() >= kMaxGroups) groups_.clear();
  groups_.insert_or_assign(person, Groups{std::move(groups), until});
}

void GraphCache::clear() {
  const std::lock_guard lock(mutex_);
  tokens_.clear();
  groups_.clear();
}

}  // namespace sallyport::gateway
