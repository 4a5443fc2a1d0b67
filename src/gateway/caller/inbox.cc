#include "gateway/caller/inbox.h"

#include <utility>

namespace sallyport::gateway {

void Inbox::add(Item item) {
  const std::lock_guard lock(mutex_);
  if (items_.size() >= kMost) return;
  items_.push_back(std::move(item));
  has_mail_.store(true, std::memory_order_release);
}

std::vector<Inbox::Item> Inbox::take() {
  const std::lock_guard lock(mutex_);
  has_mail_.store(false, std::memory_order_release);
  return std::exchange(items_, {});
}

}  // namespace sallyport::gateway
