#include "gateway/operation/maintenance.h"

namespace sallyport::gateway {
namespace {

constexpr std::size_t kSweepAtOnce = 1000;

// Short, because a gateway that stops waits for it.
constexpr std::chrono::milliseconds kWaitsForChanges{200};

}  // namespace

void write_down_seen(const OperationParts& parts) {
  const auto seen = parts.touched.take();
  if (!seen.empty() && !parts.sessions.touch(seen, parts.clock.now()))
    for (const session::SessionDigest& digest : seen) parts.touched.add(digest);
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

void sweep(const OperationParts& parts, UnixTime now) {
  if (!parts.clock_watch.settled()) return;
  if (const auto swept = parts.sessions.sweep(now, kSweepAtOnce); swept && *swept > 0)
    parts.metrics.count("sessions_swept");
}

}  // namespace

void hear_changes(const OperationParts& parts) {
  const Clock::Monotonic asked = parts.clock.monotonic();
  const auto changes = parts.sessions.changes_elsewhere(kWaitsForChanges);
  if (!changes) return;  // the next call asks again
  if (changes->all || parts.store_watch.silence() > session::kLogKept / 2) {
    parts.revocations.forget_all();
    parts.configuration_news = true;
  } else {
    if (changes->configuration) parts.configuration_news = true;
    if (changes->people) parts.revocations.forget_people();
    parts.revocations.publish(changes->sessions, Revocations::Change::renewed);  // it may also have ended
  }
  parts.store_watch.answered(asked);
}

void look_around(const OperationParts& parts) {
  heed_clock(parts);
  if (const std::uint64_t left_out = parts.refusals.take_left_out(); left_out > 0)
    parts.log.write(Level::audit, "refusals_left_out", {{"count", std::to_string(left_out)}});
}

void doubt_caches(const OperationParts& parts) {
  // The next call would be too late for what becomes stale before it.
  const bool blind = parts.store_watch.silence() + kDoubtEvery >= parts.settings->store.stale_after;
  if (!parts.store_watch.note(blind)) return;
  parts.revocations.set_deaf(blind);
  parts.log.write(blind ? Level::error : Level::info, blind ? "store_out_of_sight" : "store_in_sight", {});
}

void tidy_store(const OperationParts& parts) {
  write_down_seen(parts);
  sweep(parts, parts.clock.now());
}

void ask_provider(const OperationParts& parts) {
  if (parts.provider) parts.provider->maintain();
}

}  // namespace sallyport::gateway
