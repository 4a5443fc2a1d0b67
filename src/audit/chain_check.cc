#include "audit/chain_check.h"

#include <algorithm>
#include <utility>

#include "base/encoding.h"

namespace sallyport::audit {

ChainCheck::ChainCheck(std::string node, std::vector<SignedCheckpoint> checkpoints, const jose::JwkSet& keys)
    : checkpoints_(std::move(checkpoints)) {
  verdict_.node = std::move(node);
  verdict_.checkpoints = static_cast<std::int64_t>(checkpoints_.size());
  if (!checkpoints_.empty()) removed_through_ = checkpoints_.back().content.removed_through;
  check_checkpoints(keys);
}

// What may have the same cause as the fault that was found before says nothing new.
void ChainCheck::found(std::string_view word, std::int64_t from, std::int64_t to) {
  if (!verdict_.fault || to < verdict_.fault->from) verdict_.fault = Fault{word, from, std::max(from, to)};
}

// The last record that an earlier checkpoint covers.
std::int64_t ChainCheck::covered_before(std::size_t index) const {
  return index == 0 ? removed_through_ : checkpoints_[index - 1].content.head.sequence;
}

void ChainCheck::check_checkpoints(const jose::JwkSet& keys) {
  for (std::size_t i = 0; i < checkpoints_.size(); ++i) {
    const Checkpoint& here = checkpoints_[i].content;
    const std::int64_t from = covered_before(i) + 1;
    const bool is_newest = i + 1 == checkpoints_.size();
    const auto verified = verify_checkpoint(checkpoints_[i], keys);
    const bool key_is_gone = !verified && verified.error().reason == "jws_unknown_kid";
    if (key_is_gone && is_newest) found("checkpoint_key", from, here.head.sequence);
    if (!verified && !key_is_gone) found("checkpoint_signature", from, here.head.sequence);
    if (here.node != verdict_.node) found("checkpoint_changed", from, here.head.sequence);
    if (i == 0) {
      // The first checkpoint that is left is the node's first, or the one up to which retention removed the records.
      const bool begins = here.number == 1 && here.previous.empty();
      if (!begins && here.head.sequence != removed_through_) found("checkpoint_missing", from, here.head.sequence);
      continue;
    }
    const SignedCheckpoint& before = checkpoints_[i - 1];
    if (here.number != before.content.number + 1)
      found("checkpoint_missing", from, here.head.sequence);
    else if (here.previous != hex_encode(crypto::view(crypto::sha256(before.jws))))
      found("checkpoint_changed", covered_before(i - 1) + 1, before.content.head.sequence);
    else if (here.head.sequence < before.content.head.sequence)
      found("checkpoint_changed", from, here.head.sequence);
  }
}

// The first record follows the checkpoint up to which retention removed the records.
void ChainCheck::begin_at(const Record& record) {
  verdict_.first = record.sequence;
  head_ = {removed_through_, {}};
  for (const SignedCheckpoint& checkpoint : checkpoints_)
    if (checkpoint.content.head.sequence == removed_through_) head_ = checkpoint.content.head;
  if (removed_through_ == 0) head_ = {};
  while (next_ < checkpoints_.size() && checkpoints_[next_].content.head.sequence <= removed_through_) ++next_;
}

void ChainCheck::add(const Record& record) {
  if (verdict_.records == 0) begin_at(record);
  const std::int64_t expected = head_.sequence + 1;
  if (record.sequence > expected) {
    found(verdict_.records == 0 ? "head_missing" : "records_missing", expected, record.sequence - 1);
  } else if (record.sequence < expected || record.node != verdict_.node ||
             record.hash != record_hash(head_.hash, record.node, record.sequence, record.entry)) {
    found("record_changed", record.sequence, record.sequence);
  }
  compare_with_checkpoints(record);
  head_ = record.head();
  verdict_.last = record.sequence;
  ++verdict_.records;
}

void ChainCheck::compare_with_checkpoints(const Record& record) {
  for (; next_ < checkpoints_.size() && checkpoints_[next_].content.head.sequence <= record.sequence; ++next_) {
    const Head& said = checkpoints_[next_].content.head;
    if (said.sequence == record.sequence && said.hash != record.hash)
      found("checkpoint_differs", covered_before(next_) + 1, record.sequence);
  }
}

Verdict ChainCheck::end() {
  const std::int64_t covered = checkpoints_.empty() ? 0 : checkpoints_.back().content.head.sequence;
  const std::int64_t last = verdict_.records == 0 ? removed_through_ : verdict_.last;
  if (last < covered) found("tail_missing", last + 1, covered);
  verdict_.unsigned_records = std::max<std::int64_t>(0, last - covered);
  const bool unsigned_chain = checkpoints_.empty() && verdict_.records > 0;
  if (unsigned_chain || verdict_.unsigned_records > kMostUnsigned) found("checkpoint_missing", covered + 1, last);
  return std::move(verdict_);
}

}  // namespace sallyport::audit
