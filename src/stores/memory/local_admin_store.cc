#include "stores/memory/local_admin_store.h"

namespace sallyport::stores {

using identity::LocalAdmin;

Result<std::optional<LocalAdmin>> MemoryLocalAdminStore::find() {
  const std::lock_guard lock(mutex_);
  return admin_;
}

Result<void> MemoryLocalAdminStore::put(const LocalAdmin& admin) {
  const std::lock_guard lock(mutex_);
  admin_ = admin;
  return {};
}

Result<bool> MemoryLocalAdminStore::change(const Change& change) {
  const std::lock_guard lock(mutex_);
  auto changed = change(admin_);
  if (!changed) return false;
  admin_ = std::move(changed);
  return true;
}

Result<void> MemoryLocalAdminStore::upgrade_password(const std::string& old_hash, const std::string& new_hash) {
  const std::lock_guard lock(mutex_);
  if (admin_ && !admin_->retired && !old_hash.empty() && admin_->password_hash == old_hash)
    admin_->password_hash = new_hash;
  return {};
}

Result<void> MemoryLocalAdminStore::consume_link(const std::string& link_hash, const std::string& password_hash,
                                                 UnixTime now) {
  const std::lock_guard lock(mutex_);
  const bool open =
      admin_ && !admin_->retired && !link_hash.empty() && admin_->link_hash == link_hash && now < admin_->link_expires;
  if (!open) return failure(Kind::rejected, "link_used_or_expired");
  admin_->password_hash = password_hash;
  admin_->link_hash.clear();
  return {};
}

}  // namespace sallyport::stores
