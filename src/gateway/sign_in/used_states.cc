#include "gateway/sign_in/used_states.h"

#include "gateway/call/lifetimes.h"

namespace sallyport::gateway {

namespace {

constexpr std::size_t kMaxUsedStates = 1'000'000;

}  // namespace

std::optional<UsedStates::Use> UsedStates::begin(std::string state, UnixTime now) {
  const std::lock_guard lock(mutex_);
  for (; !used_.empty() && used_.front().first <= now; used_.pop_front()) taken_.erase(used_.front().second);
  // Stricter: if there is no room to remember the state, it counts as used.
  if (taken_.size() >= kMaxUsedStates || !taken_.insert(state).second) return std::nullopt;
  return std::optional<Use>(std::in_place, *this, std::move(state));
}

UsedStates::Use& UsedStates::Use::operator=(Use&& other) noexcept {
  if (this == &other) return *this;
  end();
  of_ = std::exchange(other.of_, nullptr);
  state_ = std::move(other.state_);
  return *this;
}

void UsedStates::Use::signed_in(UnixTime now) {
  // The use ends first. If emplace_back() then finds no memory, the state stays used for good.
  UsedStates& of = *std::exchange(of_, nullptr);
  const std::lock_guard lock(of.mutex_);
  of.used_.emplace_back(now + kSignInLifetime, std::move(state_));
}

void UsedStates::Use::end() noexcept {
  if (of_ == nullptr) return;
  const std::lock_guard lock(of_->mutex_);
  of_->taken_.erase(state_);
  of_ = nullptr;
}

}  // namespace sallyport::gateway
