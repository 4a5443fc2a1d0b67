// A bounded table from digests or fingerprints to values, for one event loop: no lock, old entries give way.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "crypto/digest.h"

namespace sallyport::gateway {

// The digest is its own hash: its first bytes choose a bucket of seven, which is one cache line; the ninth tells most
// others apart before an entry is looked at. A full bucket gives up an entry that was not asked for lately, so a flood
// of new entries cannot grow the table.
template <class Value, class KeyOf = crypto::Sha256>
class DigestCache {
 public:
  using Key = KeyOf;

  // Shape: at least `capacity` entries fit, and less than twice as many.
  explicit DigestCache(std::size_t capacity) {
    while (max_buckets_ * kWays < capacity) max_buckets_ *= 2;
  }

  Value* find(const Key& key) {
    if (buckets_.empty()) return nullptr;
    Bucket& bucket = bucket_of(key);
    const std::size_t way = way_of(bucket, key);
    if (way == kWays) return nullptr;
    bucket.asked_for = static_cast<std::uint8_t>(bucket.asked_for | 1u << way);
    return &bucket.entries[way]->value;
  }

  Value& put(const Key& key, Value value) {
    if (buckets_.empty()) grow();
    if (Value* const known = find(key)) return *known = std::move(value);
    while (free_way_of(bucket_of(key)) == kWays && may_grow()) grow();
    Bucket& bucket = bucket_of(key);
    std::size_t way = free_way_of(bucket);
    if (way == kWays)
      way = give_up(bucket, key);
    else
      ++size_;
    return insert(bucket, way, std::make_unique<Entry>(Entry{key, std::move(value)}));
  }

  void erase(const Key& key) {
    if (buckets_.empty()) return;
    Bucket& bucket = bucket_of(key);
    const std::size_t way = way_of(bucket, key);
    if (way == kWays) return;
    bucket.entries[way].reset();
    --size_;
  }

  void clear() {
    buckets_.clear();
    size_ = 0;
  }

  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t kWays = 7;

  struct Entry {
    Key key;
    Value value;
  };

  struct alignas(64) Bucket {
    std::array<std::uint8_t, kWays> tags{};
    std::uint8_t asked_for = 0;  // a bit for each way
    std::array<std::unique_ptr<Entry>, kWays> entries;
  };
  static_assert(sizeof(Bucket) == 64);

  static std::uint8_t tag_of(const Key& key) { return key[8]; }

  Bucket& bucket_of(const Key& key) {
    std::uint64_t hash = 0;
    std::memcpy(&hash, key.data(), sizeof hash);
    return buckets_[hash & (buckets_.size() - 1)];
  }

  static std::size_t way_of(const Bucket& bucket, const Key& key) {
    for (std::size_t way = 0; way < kWays; ++way)
      if (bucket.tags[way] == tag_of(key) && bucket.entries[way] && bucket.entries[way]->key == key) return way;
    return kWays;
  }

  static std::size_t free_way_of(const Bucket& bucket) {
    for (std::size_t way = 0; way < kWays; ++way)
      if (!bucket.entries[way]) return way;
    return kWays;
  }

  // The first that was not asked for since somebody last looked for room here.
  static std::size_t give_up(Bucket& bucket, const Key& key) {
    const std::uint8_t asked_for = std::exchange(bucket.asked_for, std::uint8_t{0});
    for (std::size_t way = 0; way < kWays; ++way)
      if ((asked_for & 1u << way) == 0) return way;
    return key[9] % kWays;
  }

  static Value& insert(Bucket& bucket, std::size_t way, std::unique_ptr<Entry> entry) {
    bucket.tags[way] = tag_of(entry->key);
    bucket.asked_for = static_cast<std::uint8_t>(bucket.asked_for | 1u << way);
    bucket.entries[way] = std::move(entry);
    return bucket.entries[way]->value;
  }

  // A quarter full at least: digests that somebody chose for one bucket do not make the table grow.
  bool may_grow() const { return size_ * 4 >= buckets_.size() * kWays && buckets_.size() < max_buckets_; }

  // Each bucket's entries go to two, so there is room for all of them.
  void grow() {
    std::vector<Bucket> old = std::exchange(buckets_, std::vector<Bucket>(buckets_.empty() ? 1 : buckets_.size() * 2));
    for (Bucket& bucket : old)
      for (std::unique_ptr<Entry>& entry : bucket.entries)
        if (entry) {
          Bucket& place = bucket_of(entry->key);
          insert(place, free_way_of(place), std::move(entry));
        }
  }

  std::vector<Bucket> buckets_;
  std::size_t max_buckets_ = 1;
  std::size_t size_ = 0;
};

}  // namespace sallyport::gateway
