#include "directory/smart_lockout.h"

#include <algorithm>

#include "crypto/digest.h"

namespace sallyport::directory {
namespace {

// Source: Microsoft Entra smart lockout: threshold 10, duration 60 s, the last three wrong passwords.
constexpr int kThreshold = 10;
constexpr Seconds kFirstLock{60};
constexpr int kMostDoublings = 6;
constexpr std::size_t kRemembered = 3;

}  // namespace

bool SmartLockout::is_locked(const entra::ObjectId& user, UnixTime now) {
  const std::lock_guard lock(mutex_);
  const auto found = records_.find(user);
  return found != records_.end() && now < found->second.until;
}

void SmartLockout::failed(const entra::ObjectId& user, const Secret& password, UnixTime now) {
  const std::string digest(crypto::view(crypto::sha256(password.reveal())));
  const std::lock_guard lock(mutex_);
  Record& record = records_[user];
  if (std::ranges::find(record.last, digest) != record.last.end()) return;
  record.last.push_back(digest);
  if (record.last.size() > kRemembered) record.last.pop_front();
  // After a lock has lapsed, one more wrong password locks again.
  if (++record.failures < kThreshold) return;
  record.until = now + kFirstLock * (1 << std::min(record.locks, kMostDoublings));
  ++record.locks;
}

void SmartLockout::succeeded(const entra::ObjectId& user) {
  const std::lock_guard lock(mutex_);
  records_.erase(user);
}

}  // namespace sallyport::directory
