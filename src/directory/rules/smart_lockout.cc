#include "directory/rules/smart_lockout.h"

#include <algorithm>

#include "crypto/digest.h"
#include "directory/call/limits.h"

namespace sallyport::directory {
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
  if (record.last.size() > limits::kPasswordsRemembered) record.last.pop_front();
  // After a lock has expired, a single wrong password locks the account again.
  if (++record.failures < limits::kWrongPasswords) return;
  record.until = now + limits::kFirstLock * (1 << std::min(record.locks, limits::kLockDoublings));
  ++record.locks;
}

void SmartLockout::succeeded(const entra::ObjectId& user) {
  const std::lock_guard lock(mutex_);
  records_.erase(user);
}

void SmartLockout::clear() {
  const std::lock_guard lock(mutex_);
  records_.clear();
}

}  // namespace sallyport::directory
