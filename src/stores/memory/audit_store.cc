#include "stores/memory/audit_store.h"

#include <algorithm>

namespace sallyport::stores {

using audit::ChainEnd;
using audit::Entry;
using audit::Filter;
using audit::Head;
using audit::Place;
using audit::Record;
using audit::SignedCheckpoint;

namespace {

bool is_or_empty(const std::string& wanted, const std::string& is) {
  return wanted.empty() || wanted == is;
}

bool is_party(const std::string& wanted, const audit::Party& party) {
  return is_or_empty(wanted, party.id) || wanted == party.name;
}

bool admits(const Filter& filter, const Entry& entry) {
  return is_or_empty(filter.event, entry.event) && is_party(filter.who, entry.who) &&
         is_party(filter.what, entry.what) && (!filter.outcome || *filter.outcome == entry.outcome) &&
         is_or_empty(filter.client, entry.client) && is_or_empty(filter.request_id, entry.request_id) &&
         (!filter.from || entry.time >= *filter.from) && (!filter.to || entry.time < *filter.to);
}

// At most `limit` values of a map, from the one after `after` on.
template <class Value>
std::vector<Value> values_after(const std::map<std::int64_t, Value>& map, std::int64_t after, std::size_t limit) {
  std::vector<Value> found;
  for (auto at = map.upper_bound(after); at != map.end() && found.size() < limit; ++at) found.push_back(at->second);
  return found;
}

}  // namespace

Result<Head> MemoryAuditStore::append(const std::string& node, const Head& known, const std::vector<Entry>& entries) {
  const std::lock_guard lock(mutex_);
  if (entries.empty()) return audit::later(chain_of(node).head, known);
  Chain& chain = chains_[node];
  chain.head = audit::later(chain.head, known);
  for (const Entry& entry : entries) {
    Record record = next_record(chain.head, node, entry);
    chain.head = record.head();
    chain.records.emplace(record.sequence, std::move(record));
  }
  return chain.head;
}

Result<std::vector<Record>> MemoryAuditStore::find(const Filter& filter, const std::optional<Place>& before,
                                                   std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<Record> found;
  for (const auto& [node, chain] : chains_)
    for (const auto& [sequence, record] : chain.records)
      if (admits(filter, record.entry) && (!before || place_of(record) < *before)) found.push_back(record);
  std::ranges::sort(found, std::ranges::greater{}, audit::place_of);
  if (found.size() > limit) found.resize(limit);
  return found;
}

Result<std::vector<ChainEnd>> MemoryAuditStore::chains(const std::string& after, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<ChainEnd> found;
  for (auto at = chains_.upper_bound(after); at != chains_.end() && found.size() < limit; ++at)
    found.push_back({at->first, at->second.head});
  return found;
}

// To ask about a node must not make it a chain.
const MemoryAuditStore::Chain& MemoryAuditStore::chain_of(const std::string& node) const {
  static const Chain kNone;
  const auto found = chains_.find(node);
  return found == chains_.end() ? kNone : found->second;
}

Result<std::vector<Record>> MemoryAuditStore::records(const std::string& node, std::int64_t after, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  return values_after(chain_of(node).records, after, limit);
}

Result<std::vector<SignedCheckpoint>> MemoryAuditStore::checkpoints(const std::string& node, std::int64_t after,
                                                                    std::size_t limit) {
  const std::lock_guard lock(mutex_);
  return values_after(chain_of(node).checkpoints, after, limit);
}

Result<void> MemoryAuditStore::read_chain(const std::string& node, const TakeCheckpoints& checkpoints,
                                          const TakeRecord& record) {
  const std::lock_guard lock(mutex_);
  const Chain& chain = chain_of(node);
  checkpoints(values_after(chain.checkpoints, 0, chain.checkpoints.size()));
  for (const auto& [sequence, each] : chain.records) record(each);
  return {};
}

Result<std::optional<SignedCheckpoint>> MemoryAuditStore::newest_checkpoint(const std::string& node) {
  const std::lock_guard lock(mutex_);
  const auto& checkpoints = chain_of(node).checkpoints;
  if (checkpoints.empty()) return std::optional<SignedCheckpoint>();
  return std::optional(checkpoints.rbegin()->second);
}

Result<void> MemoryAuditStore::add_checkpoint(const SignedCheckpoint& checkpoint) {
  const std::lock_guard lock(mutex_);
  Chain& chain = chains_[checkpoint.content.node];
  const std::int64_t newest = chain.checkpoints.empty() ? 0 : chain.checkpoints.rbegin()->first;
  if (checkpoint.content.number != newest + 1) return failure(Kind::conflict, "checkpoint_exists");
  chain.checkpoints.emplace(checkpoint.content.number, checkpoint);
  const std::int64_t removed = checkpoint.content.removed_through;
  std::erase_if(chain.records, [&](const auto& record) { return record.first <= removed; });
  std::int64_t needed = 0;
  for (const auto& [number, kept] : chain.checkpoints)
    if (kept.content.head.sequence <= removed) needed = number;
  std::erase_if(chain.checkpoints, [&](const auto& kept) { return kept.first < needed; });
  return {};
}

Result<void> MemoryAuditStore::forget_chain(const std::string& node, std::int64_t newest_checkpoint) {
  const std::lock_guard lock(mutex_);
  const auto chain = chains_.find(node);
  if (chain == chains_.end() || !chain->second.records.empty()) return {};
  const auto& checkpoints = chain->second.checkpoints;
  if (!checkpoints.empty() && checkpoints.rbegin()->first == newest_checkpoint) chains_.erase(chain);
  return {};
}

}  // namespace sallyport::stores
