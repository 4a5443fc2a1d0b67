#include "gateway/operation/maintenance.h"

#include <algorithm>

namespace sallyport::gateway {
namespace {

constexpr std::size_t kSweepAtOnce = 1000;  // in one step, since writes wait for it
constexpr std::size_t kSweepsInATurn = 30;

// Short, because a gateway that stops waits for it.
constexpr std::chrono::milliseconds kWaitsForChanges{200};

}  // namespace

void write_down_seen(const OperationParts& parts) {
  const auto seen = parts.touched.take();
  if (!seen.empty() && !parts.sessions.touch(seen, parts.clock.now()))
    for (const session::SessionDigest& digest : seen) parts.touched.add(digest);
  const auto used = parts.used_tokens.take();
  if (!used.empty() && !parts.tokens.note_used(used, parts.clock.now()))
    for (const identity::TokenId& id : used) parts.used_tokens.add(id);
}

namespace {

// After a jump of the clock, drops the caches, because the old clock set the times until which their entries are valid.
void heed_clock(const OperationParts& parts) {
  const auto moved = parts.clock_watch.look();
  if (!moved) return;
  parts.log.write(Level::error, "clock_jumped", {{"seconds", std::to_string(moved->count())}});
  parts.metrics.count("clock_jumps", *moved > Seconds(0) ? "forwards" : "backwards");
  parts.revocations.forget_all();
  parts.graph.clear();
}

// Sweeps the store if it is this node's turn. What cannot be removed has no effect, and waits for the next turn.
void sweep(const OperationParts& parts, UnixTime now) {
  if (!parts.clock_watch.settled()) return;
  const auto turn = parts.sessions.take_sweep(now);
  if (!turn || !*turn) return;
  std::size_t sessions = 0;
  for (std::size_t i = 0; i < kSweepsInATurn && !parts.stopping; ++i) {
    const auto swept = parts.sessions.sweep(now, kSweepAtOnce);
    sessions += swept.value_or(0);
    const auto left = parts.sign_ins.sweep(now, kSweepAtOnce);
    const auto tokens = parts.tokens.sweep(now, kSweepAtOnce);
    if (std::max({swept.value_or(0), left.value_or(0), tokens.value_or(0)}) < kSweepAtOnce) break;
  }
  if (sessions > 0) parts.metrics.count("sessions_swept");
}

}  // namespace

namespace {

// Puts into force what others have changed about policies, roles and teams.
void take_up_news(const OperationParts& parts) {
  const bool had_none = !parts.policies.get();
  const auto taken = take_up_policies(parts.access, parts.policies, parts.revocations);
  if (taken && had_none) parts.log.write(Level::info, "policies_in_force", {});
  if (taken) return;
  const Error& why = taken.error();
  parts.metrics.count("policies_not_read", why.reason);
  if (parts.refusals.should_write("policies_not_read", why.reason, parts.clock.now()))
    parts.log.write(Level::error, "policies_not_read", {{"reason", std::string(why.reason)}, {"detail", why.detail}});
}

}  // namespace

// The store tells each change once. If memory runs out on its way to the caches, they forget everything.
void hear_changes(const OperationParts& parts) try {
  const Clock::Monotonic asked = parts.clock.monotonic();
  const auto changes = parts.sessions.changes_elsewhere(kWaitsForChanges);
  if (!changes) return;  // the next call asks again
  if (changes->all || parts.store_watch.silence() > session::kLogKept / 2) {
    parts.revocations.forget_all();
    parts.keys_changed = true;
    parts.configuration_news = true;
    parts.policies.note_news();
  } else {
    if (changes->keys) parts.keys_changed = true;
    if (changes->configuration) parts.configuration_news = true;
    if (changes->people) parts.revocations.forget_people();
    if (changes->people) parts.policies.note_news();
    parts.revocations.publish(changes->sessions, Revocations::Change::renewed);  // it may also have ended
  }
  if (changes->asked) parts.store_watch.answered(asked);
  take_up_news(parts);
} catch (...) {
  parts.revocations.forget_all();
  parts.policies.note_news();
  throw;
}

void look_around(const OperationParts& parts) {
  heed_clock(parts);
  if (const std::uint64_t left_out = parts.refusals.take_left_out(); left_out > 0)
    parts.log.write(Level::audit, "refusals_left_out", {{"count", std::to_string(left_out)}});
}

std::chrono::milliseconds doubt_caches(const OperationParts& parts) {
  using std::chrono::milliseconds;
  const milliseconds stale_after = parts.settings->store.stale_after;
  const milliseconds silence = parts.store_watch.silence();
  const milliseconds behind = parts.policies.behind();
  const bool blind = silence + 2 * kDoubtsWithin >= stale_after;
  if ((blind || behind + 2 * kDoubtsWithin >= stale_after) && parts.policies.withdraw()) {
    parts.revocations.judge_again();
    parts.log.write(Level::error, "policies_unknown", {});
  }
  if (parts.store_watch.note(blind)) {
    parts.revocations.set_deaf(blind);
    parts.log.write(blind ? Level::error : Level::info, blind ? "store_out_of_sight" : "store_in_sight", {});
  }
  const milliseconds left = stale_after - std::max(silence, behind) - 2 * kDoubtsWithin;
  return std::clamp(left, kDoubtsWithin, kDoubtsAtLeastEvery);
}

void tidy_store(const OperationParts& parts) {
  write_down_seen(parts);
  sweep(parts, parts.clock.now());
}

void ask_provider(const OperationParts& parts) {
  if (parts.provider) parts.provider->maintain();
}

}  // namespace sallyport::gateway
