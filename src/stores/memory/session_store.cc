#include "stores/memory/session_store.h"

#include <algorithm>
#include <functional>

namespace sallyport::stores {

using session::EndOf;
using session::RenewalLease;
using session::Session;
using session::SessionDigest;

namespace {

bool matches(const EndOf& which, const Session& session) {
  if (which.digest) return session.digest == *which.digest;
  if (which.person) return session.person == *which.person && session.digest != which.except;
  return !session.sid.empty() && session.issuer == which.sid->first && session.sid == which.sid->second;
}

}  // namespace

MemorySessions::Record* MemorySessionStore::find_alive(const SessionDigest& digest, UnixTime now) {
  const auto found = sessions_->records.find(digest.value);
  if (found == sessions_->records.end() || !is_alive(found->second.session, limits_, now)) return nullptr;
  return &found->second;
}

Result<void> MemorySessionStore::create(const Session& session) {
  const std::lock_guard lock(sessions_->mutex);
  if (!sessions_->records.try_emplace(session.digest.value, MemorySessions::Record{session, {}, {}}).second)
    return failure(Kind::conflict, "session_exists");
  return {};
}

Result<std::optional<Session>> MemorySessionStore::find(const SessionDigest& digest, UnixTime now) {
  const std::lock_guard lock(sessions_->mutex);
  const auto* record = find_alive(digest, now);
  if (record == nullptr) return std::nullopt;
  return record->session;
}

Result<void> MemorySessionStore::touch(const std::vector<SessionDigest>& digests, UnixTime now) {
  const std::lock_guard lock(sessions_->mutex);
  for (const auto& digest : digests)
    if (auto* record = find_alive(digest, now)) {
      UnixTime& last_seen = record->session.last_seen;
      last_seen = last_seen > now + session::kClockLeeway ? now : std::max(last_seen, now);
    }
  return {};
}

Result<std::optional<RenewalLease>> MemorySessionStore::lease_renewal(const SessionDigest& digest, UnixTime now) {
  const std::lock_guard lock(sessions_->mutex);
  auto* record = find_alive(digest, now);
  if (record == nullptr) return std::nullopt;
  const bool lapsed =
      now >= record->lease_until || record->lease_until > now + session::kLeaseTime + session::kClockLeeway;
  if (!record->lease_holder.empty() && !lapsed) return std::nullopt;
  record->lease_holder = random_token(random_);
  record->lease_until = now + session::kLeaseTime;
  return RenewalLease{digest, record->lease_holder, record->lease_until};
}

Result<void> MemorySessionStore::renew(const RenewalLease& lease, const Session& renewed) {
  const std::lock_guard lock(sessions_->mutex);
  const auto found = sessions_->records.find(lease.digest.value);
  if (found == sessions_->records.end() || lease.holder.empty() || found->second.lease_holder != lease.holder)
    return failure(Kind::conflict, "lease_lost");
  auto& session = found->second.session;
  session.sealed_refresh_token = renewed.sealed_refresh_token;
  session.claims = renewed.claims;
  session.groups = renewed.groups;
  session.acr = renewed.acr;
  session.amr = renewed.amr;
  session.authenticated = renewed.authenticated;
  session.username = renewed.username;
  session.display_name = renewed.display_name;
  session.email = renewed.email;
  session.preferred_username = renewed.preferred_username;
  session.renew_after = renewed.renew_after;
  found->second.lease_holder.clear();
  return {};
}

Result<std::vector<SessionDigest>> MemorySessionStore::end(const EndOf& which, UnixTime) {
  if (int{which.digest.has_value()} + int{which.person.has_value()} + int{which.sid.has_value()} != 1)
    return failure(Kind::internal, "end_of");
  const std::lock_guard lock(sessions_->mutex);
  std::vector<SessionDigest> ended;
  std::erase_if(sessions_->records, [&](const auto& entry) {
    if (!matches(which, entry.second.session)) return false;
    ended.push_back(entry.second.session.digest);
    return true;
  });
  return ended;
}

Result<std::vector<Session>> MemorySessionStore::list(const SessionDigest& after, std::size_t limit, UnixTime now) {
  const std::lock_guard lock(sessions_->mutex);
  std::vector<Session> page;
  for (const auto& [digest, record] : sessions_->records)
    if (digest > after.value && is_alive(record.session, limits_, now)) page.push_back(record.session);
  std::ranges::sort(page, {}, &Session::digest);
  if (page.size() > limit) page.resize(limit);
  return page;
}

Result<std::vector<Session>> MemorySessionStore::list_of(const PersonId& person, std::size_t limit, UnixTime now) {
  const std::lock_guard lock(sessions_->mutex);
  std::vector<Session> found;
  for (const auto& [digest, record] : sessions_->records)
    if (record.session.person == person && is_alive(record.session, limits_, now)) found.push_back(record.session);
  std::ranges::sort(found, std::greater(), &Session::created);
  if (found.size() > limit) found.resize(limit);
  return found;
}

Result<bool> MemorySessionStore::take_sweep(UnixTime now) {
  const std::lock_guard lock(sessions_->mutex);
  if (sessions_->swept_until > now && sessions_->swept_until <= now + session::kSweepEvery + session::kClockLeeway)
    return false;
  sessions_->swept_until = now + session::kSweepEvery;
  return true;
}

Result<std::size_t> MemorySessionStore::sweep(UnixTime now, std::size_t limit) {
  const std::lock_guard lock(sessions_->mutex);
  std::size_t swept = 0;
  std::erase_if(sessions_->records, [&](const auto& entry) {
    if (swept == limit || is_alive(entry.second.session, limits_, now)) return false;
    ++swept;
    return true;
  });
  return swept;
}

}  // namespace sallyport::stores
