#include "stores/memory/sign_in_log.h"

#include <algorithm>

#include "base/text.h"

namespace sallyport::stores {
namespace {

constexpr std::size_t kMostAtOnce = 999;

bool is_wanted(const entra::SignInAttempt& entry, const TenantId& tenant, const entra::SignInPageRequest& request) {
  return entry.tenant == tenant && (request.user.empty() || entry.user == request.user) &&
         (request.app.empty() || entry.app == request.app);
}

}  // namespace

Result<void> MemorySignInLog::append(entra::SignInAttempt attempt) {
  const std::lock_guard lock(mutex_);
  entries_.push_back(std::move(attempt));
  if (entries_.size() <= most_) return {};
  entries_.pop_front();
  ++dropped_;
  return {};
}

Result<entra::SignInPage> MemorySignInLog::page(const TenantId& tenant, const entra::SignInPageRequest& request) {
  if (request.limit < 1 || request.limit > kMostAtOnce) return failure(Kind::rejected, "page_limit");
  const std::lock_guard lock(mutex_);
  // Entry i has the number dropped_ + i; `after` is the number of the last entry of the page before.
  auto before = dropped_ + static_cast<std::int64_t>(entries_.size());
  if (!request.after.empty()) {
    const auto after = parse_decimal(request.after);
    if (!after || *after < 0) return failure(Kind::rejected, "page_after");
    before = std::min<std::int64_t>(before, *after);
  }
  entra::SignInPage page;
  for (std::int64_t number = before - 1; number >= dropped_; --number) {
    const entra::SignInAttempt& entry = entries_[static_cast<std::size_t>(number - dropped_)];
    if (!is_wanted(entry, tenant, request)) continue;
    if (page.entries.size() == request.limit) {
      page.next = std::to_string(number + 1);
      break;
    }
    page.entries.push_back(entry);
  }
  return page;
}

Result<std::optional<entra::SignInAttempt>> MemorySignInLog::find(const TenantId& tenant, std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto at = std::ranges::find_if(
      entries_, [&](const entra::SignInAttempt& entry) { return entry.tenant == tenant && entry.id == id; });
  if (at == entries_.end()) return std::optional<entra::SignInAttempt>();
  return std::optional(*at);
}

Result<void> MemorySignInLog::clear() {
  const std::lock_guard lock(mutex_);
  dropped_ += static_cast<std::int64_t>(entries_.size());
  entries_.clear();
  return {};
}

}  // namespace sallyport::stores
