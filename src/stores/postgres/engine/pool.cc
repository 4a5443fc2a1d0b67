#include "stores/postgres/engine/pool_native.h"

namespace sallyport::stores {
namespace {

constexpr std::chrono::seconds kTryEvery{1};

}  // namespace

Result<PostgresPool::Loan> PostgresPool::take() {
  std::unique_lock lock(mutex_);
  const bool free = returned_.wait_for(lock, patience_, [this] { return !idle_.empty() || open_ < most_; });
  if (!free) return failure(Kind::unavailable, "postgres_busy", {}, "every connection of this node is in use");
  if (idle_.empty()) return make(lock);
  auto link = std::move(idle_.back());
  idle_.pop_back();
  return Loan(*this, std::move(link), false);
}

Result<PostgresPool::Loan> PostgresPool::make(std::unique_lock<std::mutex>& lock) {
  const auto now = std::chrono::steady_clock::now();
  if (down_ && now < try_again_) return Failure(*down_);
  // Until this attempt has ended, the others get the error of the one before.
  if (down_) try_again_ = now + std::chrono::hours(1);
  ++open_;
  lock.unlock();
  auto link = connector_.connect();
  lock.lock();
  if (link) {
    down_.reset();
    return Loan(*this, *std::move(link), true);
  }
  --open_;
  down_ = link.error();
  try_again_ = std::chrono::steady_clock::now() + kTryEvery;
  returned_.notify_one();
  return Failure(link.error());
}

void PostgresPool::take_back(std::unique_ptr<PostgresLink> link) {
  const std::lock_guard lock(mutex_);
  if (link->is_broken()) {
    // Whatever broke this link has probably broken those that nobody used meanwhile.
    open_ -= idle_.size();
    idle_.clear();
  }
  if (link->is_broken() || link->in_transaction()) {
    link.reset();
    --open_;
  } else {
    idle_.push_back(std::move(link));
  }
  returned_.notify_all();
}

}  // namespace sallyport::stores
