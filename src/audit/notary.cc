#include "audit/notary.h"

#include <utility>

namespace sallyport::audit {
namespace {

constexpr std::size_t kChainsAtOnce = 500;
constexpr std::size_t kCheckpointsAtOnce = 200;
constexpr std::int64_t kMostRemoved = 10'000;  // in one step, since writes wait for it
constexpr int kStepsInATurn = 50;
constexpr Seconds kGoneAfter{3600};  // a node that is there signs within kSignEvery

Result<std::optional<SignedCheckpoint>> proven_newest(AuditStore& store, const std::string& node,
                                                      const NotaryKeys& keys) {
  SALLYPORT_TRY(auto newest, store.newest_checkpoint(node));
  if (newest) SALLYPORT_CHECK(verify_checkpoint(*newest, keys.known));
  return newest;
}

// Signs and adds the checkpoint. False if another process was faster.
Result<bool> add_signed(AuditStore& store, Checkpoint next, const NotaryKeys& keys) {
  SALLYPORT_TRY(const auto ready, sign_checkpoint(std::move(next), keys.signing));
  const auto added = store.add_checkpoint(ready);
  if (!added && added.error().reason != "checkpoint_exists") return Failure(added.error());
  return added.has_value();
}

const SignedCheckpoint* pointer_to(const std::optional<SignedCheckpoint>& checkpoint) {
  return checkpoint ? &*checkpoint : nullptr;
}

// The last record that may be removed: the newest checkpoint before `cutoff` whose step is not too large.
Result<std::int64_t> find_cut(AuditStore& store, const Checkpoint& newest, UnixTime cutoff) {
  std::int64_t cut = newest.removed_through;
  for (std::int64_t after = 0;;) {
    SALLYPORT_TRY(const auto page, store.checkpoints(newest.node, after, kCheckpointsAtOnce));
    for (const SignedCheckpoint& checkpoint : page) {
      const std::int64_t sequence = checkpoint.content.head.sequence;
      const bool is_first_step = cut == newest.removed_through;
      if (checkpoint.content.made >= cutoff) return cut;
      if (!is_first_step && sequence - newest.removed_through > kMostRemoved) return cut;
      cut = std::max(cut, sequence);
      after = checkpoint.content.number;
    }
    if (page.size() < kCheckpointsAtOnce) return cut;
  }
}

struct Retention {
  AuditStore& store;
  const std::string& own_node;
  const NotaryKeys& keys;
  UnixTime cutoff;
  UnixTime now;
};

// Whether the last record of the chain is so old that its node is gone.
Result<bool> is_abandoned(const Retention& retention, const ChainEnd& chain) {
  SALLYPORT_TRY(const auto last, retention.store.records(chain.node, chain.head.sequence - 1, 1));
  return !last.empty() && last.front().entry.time + kGoneAfter < retention.now;
}

// Signs the chain again if nobody else does. Returns whether it did.
Result<bool> sign_for_others(const Retention& retention, const ChainEnd& chain,
                             const std::optional<SignedCheckpoint>& newest) {
  const Head covered = newest ? newest->content.head : Head{};
  const bool is_empty = newest && newest->content.removed_through == chain.head.sequence;
  if (is_empty && chain.node != retention.own_node) return false;
  bool needed = newest && kid_of(*newest) != retention.keys.signing.kid;
  if (!needed && covered.sequence < chain.head.sequence) {
    SALLYPORT_TRY(needed, is_abandoned(retention, chain));
  }
  if (!needed) return false;
  return add_signed(retention.store,
                    next_checkpoint(pointer_to(newest), chain.node, later(covered, chain.head), retention.now),
                    retention.keys);
}

// One step of removing. Returns whether there may be more to remove.
Result<bool> remove_old(const Retention& retention, const std::string& node) {
  SALLYPORT_TRY(const auto newest, proven_newest(retention.store, node, retention.keys));
  if (!newest) return false;
  SALLYPORT_TRY(const auto cut, find_cut(retention.store, newest->content, retention.cutoff));
  if (cut <= newest->content.removed_through) return false;
  Checkpoint next = next_checkpoint(&*newest, node, newest->content.head, retention.now);
  next.removed_through = cut;
  return add_signed(retention.store, std::move(next), retention.keys);
}

Result<bool> retain_chain(const Retention& retention, const ChainEnd& chain) {
  SALLYPORT_TRY(const auto last, retention.store.newest_checkpoint(chain.node));
  if (last && last->content.removed_through == chain.head.sequence && last->content.made < retention.cutoff &&
      chain.node != retention.own_node) {
    SALLYPORT_CHECK(retention.store.forget_chain(chain.node, last->content.number));
    return true;
  }
  SALLYPORT_TRY(const auto newest, proven_newest(retention.store, chain.node, retention.keys));
  SALLYPORT_TRY(bool changed, sign_for_others(retention, chain, newest));
  for (int step = 0; step < kStepsInATurn; ++step) {
    SALLYPORT_TRY(const bool removed, remove_old(retention, chain.node));
    if (!removed) break;
    changed = true;
  }
  return changed;
}

}  // namespace

Result<void> begin_chain(AuditStore& store, const std::string& node, const NotaryKeys& keys, UnixTime now) {
  SALLYPORT_TRY(const auto newest, store.newest_checkpoint(node));
  if (newest) return {};
  SALLYPORT_CHECK(add_signed(store, next_checkpoint(nullptr, node, {}, now), keys));
  return {};
}

Result<void> Notary::sign_if_due(const Head& head, const NotaryKeys& keys, UnixTime now) {
  if (head.sequence == 0) return {};
  if (!last_) {
    SALLYPORT_TRY(const auto newest, proven_newest(store_, node_, keys));
    if (newest) last_ = Signed{newest->content.head.sequence, newest->content.made};
  }
  const bool is_due = !last_ || last_->sequence == 0 || head.sequence - last_->sequence >= kRecordsPerCheckpoint ||
                      (head.sequence > last_->sequence && now - last_->made >= kSignEvery);
  return is_due ? sign(head, keys, now) : Result<void>();
}

Result<void> Notary::sign(const Head& head, const NotaryKeys& keys, UnixTime now) {
  last_.reset();  // in case that another process signs the same chain, or this fails
  if (head.sequence == 0) return {};
  SALLYPORT_TRY(const auto newest, proven_newest(store_, node_, keys));
  if (!newest || newest->content.head.sequence < head.sequence) {
    SALLYPORT_TRY(const bool added, add_signed(store_, next_checkpoint(pointer_to(newest), node_, head, now), keys));
    if (!added) return {};
  }
  last_ = Signed{head.sequence, now};
  return {};
}

Result<std::size_t> retain(AuditStore& store, const std::string& own_node, const NotaryKeys& keys, Seconds keep_for,
                           UnixTime now) {
  const Retention retention{store, own_node, keys, now - keep_for, now};
  std::size_t changed = 0;
  std::optional<Error> first_error;
  for (std::string after;;) {
    SALLYPORT_TRY(const auto chains, store.chains(after, kChainsAtOnce));
    for (const ChainEnd& chain : chains) {
      const auto done = retain_chain(retention, chain);
      if (!done && !first_error) first_error = done.error();
      if (done && *done) ++changed;
    }
    if (chains.size() < kChainsAtOnce) break;
    after = chains.back().node;
  }
  if (first_error) return Failure(*std::move(first_error));
  return changed;
}

}  // namespace sallyport::audit
