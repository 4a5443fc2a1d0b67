// A bounded table from SHA-256 digests to values, for one event loop: no lock, no node per entry, old entries give way.
#pragma once

#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "crypto/digest.h"

namespace sallyport::gateway {

// The digest is its own hash: its first bytes choose a bucket of eight. A full bucket gives up an entry that was not
// asked for lately, so a flood of new entries cannot grow the table.
template <class Value>
class DigestCache {
 public:
  using Key = crypto::Sha256;

  // Shape: capacity is rounded up to a power of two of buckets.
  explicit DigestCache(std::size_t capacity) {
    while (max_buckets_ * kWays < capacity) max_buckets_ *= 2;
  }

  Value* find(const Key& key) {
    if (slots_.empty()) return nullptr;
    Slot* const bucket = bucket_of(key);
    for (std::size_t i = 0; i < kWays; ++i) {
      if (!bucket[i].used || bucket[i].key != key) continue;
      bucket[i].asked_for = true;
      return &bucket[i].value;
    }
    return nullptr;
  }

  Value& put(const Key& key, Value value) {
    if (slots_.empty()) grow();
    Slot* slot = &slot_for(key);
    while (slot->used && slot->key != key && may_grow()) {
      grow();
      slot = &slot_for(key);
    }
    if (!slot->used) ++size_;
    *slot = Slot{key, true, true, std::move(value)};
    return slot->value;
  }

  void erase(const Key& key) {
    if (slots_.empty()) return;
    Slot* const bucket = bucket_of(key);
    for (std::size_t i = 0; i < kWays; ++i) {
      if (!bucket[i].used || bucket[i].key != key) continue;
      bucket[i] = Slot{};
      --size_;
    }
  }

  void clear() {
    slots_.clear();
    size_ = 0;
  }

  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t kWays = 8;

  struct Slot {
    Key key{};
    bool used = false;
    bool asked_for = false;
    Value value{};
  };

  Slot* bucket_of(const Key& key) {
    std::uint64_t hash = 0;
    std::memcpy(&hash, key.data(), sizeof hash);
    return &slots_[(hash & (slots_.size() / kWays - 1)) * kWays];
  }

  Slot& slot_for(const Key& key) {
    Slot* const bucket = bucket_of(key);
    for (std::size_t i = 0; i < kWays; ++i)
      if (bucket[i].used && bucket[i].key == key) return bucket[i];
    for (std::size_t i = 0; i < kWays; ++i)
      if (!bucket[i].used) return bucket[i];
    for (std::size_t i = 0; i < kWays; ++i)
      if (!std::exchange(bucket[i].asked_for, false)) return bucket[i];
    return bucket[key[8] % kWays];
  }

  // A quarter full at least: digests that somebody chose for one bucket do not make the table grow.
  bool may_grow() const { return size_ * 4 >= slots_.size() && slots_.size() < max_buckets_ * kWays; }

  void grow() {
    std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots_.empty() ? kWays : slots_.size() * 2));
    size_ = 0;
    for (Slot& slot : old) {
      if (!slot.used) continue;
      Slot& place = slot_for(slot.key);
      if (!place.used) ++size_;
      place = std::move(slot);
    }
  }

  std::vector<Slot> slots_;
  std::size_t max_buckets_ = 1;
  std::size_t size_ = 0;
};

}  // namespace sallyport::gateway
