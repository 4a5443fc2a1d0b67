// A bounded cache from digests or fingerprints to values, for one event loop. It takes no lock. When it is full,
// entries that were not used lately give way.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "crypto/digest.h"

namespace sallyport::gateway {

// A hash table whose keys serve as their own hash. The first bytes of a key choose a bucket, which has seven ways
// (places for entries) and fills one cache line. The ninth byte is the key's tag: it tells most keys apart before an
// entry is read. A full bucket gives up an entry that was not used lately, so a flood of new entries cannot grow the
// table.
//
// No call holds the loop for long, however large the table is. To grow, the table divides a few buckets with each put
// until it has twice as many. After a clear(), each put frees a few of the old buckets. One put frees more buckets than
// it fills, so that cleared memory does not pile up, however often the table is cleared.
template <class Value, class KeyOf = crypto::Sha256>
class DigestCache {
 public:
  using Key = KeyOf;

  static constexpr std::size_t kDividedAtOnce = 4;  // buckets that each put divides while the table grows

  // The table has room for at least `capacity` entries, and for less than twice as many.
  explicit DigestCache(std::size_t capacity) {
    while (max_buckets_ * kWays < capacity) max_buckets_ *= 2;
  }

  // Null: there is none. The pointer is valid until the next put, erase or clear.
  Value* find(const Key& key) {
    if (segments_.empty()) return nullptr;
    Bucket& bucket = bucket_of(key);
    const std::size_t way = way_of(bucket, key);
    if (way == kWays) return nullptr;
    bucket.flags = static_cast<std::uint8_t>(bucket.flags | 1u << way);
    return &bucket.entries[way]->value;
  }

  // Adds the entry, or replaces its value. The reference is valid until the next put, erase or clear.
  Value& put(const Key& key, Value value) {
    free_some();
    if (segments_.empty()) begin();
    if (Value* const known = find(key)) return *known = std::move(value);
    divide_some();
    if (free_way_of(bucket_of(key)) == kWays) make_room(key);
    Bucket& bucket = bucket_of(key);
    std::size_t way = free_way_of(bucket);
    if (way == kWays)
      way = give_up(bucket, key);
    else
      ++size_;
    return insert(bucket, way, std::make_unique<Entry>(Entry{key, std::move(value)}));
  }

  void erase(const Key& key) {
    if (segments_.empty()) return;
    Bucket& bucket = bucket_of(key);
    const std::size_t way = way_of(bucket, key);
    if (way == kWays) return;
    bucket.entries[way].reset();
    --size_;
  }

  // Forgets all entries. Later puts free their memory. If there are no more entries than one put would free, clear()
  // frees them itself: a table that is cleared very often gets too few puts in between to free a whole segment.
  void clear() {
    const bool few = size_ <= kFreedAtOnce * kWays && buckets_ <= kSegment && !is_growing();
    for (auto& segment : segments_)
      if (segment && !few) cleared_.push_back(std::move(segment));
    segments_.clear();
    size_ = buckets_ = mask_ = next_ = 0;
  }

  std::size_t size() const { return size_; }

  // How many buckets have yet to be divided; 0 if the table is not growing.
  std::size_t left_to_divide() const { return is_growing() ? buckets_ - next_ : 0; }

  // How many buckets were cleared and are not freed yet.
  std::size_t left_to_free() const { return cleared_.size() * kSegment - freed_; }

 private:
  static constexpr std::size_t kWays = 7;
  static constexpr std::size_t kSegment = 256;    // buckets that are allocated together
  static constexpr std::size_t kFreedAtOnce = 8;  // buckets that each put frees
  static constexpr std::uint8_t kDivided = 1u << kWays;

  struct Entry {
    Key key;
    Value value;
  };

  struct alignas(64) Bucket {
    std::array<std::uint8_t, kWays> tags{};
    std::uint8_t flags = 0;  // a bit for each way: used lately; and kDivided: divided before its turn
    std::array<std::unique_ptr<Entry>, kWays> entries;
  };
  static_assert(sizeof(Bucket) == 64);
  using Segment = std::array<Bucket, kSegment>;

  static std::size_t hash_of(const Key& key) {
    std::uint64_t hash = 0;
    std::memcpy(&hash, key.data(), sizeof hash);
    return hash;
  }
  static std::uint8_t tag_of(const Key& key) { return key[8]; }

  Bucket& bucket_at(std::size_t place) { return (*segments_[place / kSegment])[place % kSegment]; }

  // While the table grows, a key of the new half stays in its old bucket until that bucket is divided.
  Bucket& bucket_of(const Key& key) {
    const std::size_t place = hash_of(key) & mask_;
    if (place < buckets_) return bucket_at(place);
    Bucket& old = bucket_at(place - buckets_);
    return place - buckets_ < next_ || (old.flags & kDivided) != 0 ? bucket_at(place) : old;
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

  // The first way whose entry was not used since this bucket last gave one up. If all were used, the key chooses one.
  static std::size_t give_up(Bucket& bucket, const Key& key) {
    const std::uint8_t flags = std::exchange(bucket.flags, static_cast<std::uint8_t>(bucket.flags & kDivided));
    for (std::size_t way = 0; way < kWays; ++way)
      if ((flags & 1u << way) == 0) return way;
    return key[9] % kWays;
  }

  static Value& insert(Bucket& bucket, std::size_t way, std::unique_ptr<Entry> entry) {
    bucket.tags[way] = tag_of(entry->key);
    bucket.flags = static_cast<std::uint8_t>(bucket.flags | 1u << way);
    bucket.entries[way] = std::move(entry);
    return bucket.entries[way]->value;
  }

  void begin() {
    segments_.resize((max_buckets_ + kSegment - 1) / kSegment);
    segments_.front() = std::make_unique<Segment>();
    buckets_ = std::min(kSegment, max_buckets_);
    mask_ = buckets_ - 1;
  }

  bool is_growing() const { return mask_ >= buckets_; }

  // The table must be at least a quarter full, so that keys which an attacker chose for one bucket do not make it grow.
  bool may_grow() const { return size_ * 4 >= buckets_ * kWays && buckets_ < max_buckets_; }

  // Divides the full bucket before its turn. A bucket is divided once per growth. If it is full again after that, it
  // has to give up an entry.
  void make_room(const Key& key) {
    if (!is_growing() && may_grow()) mask_ = buckets_ * 2 - 1;
    if (!is_growing()) return;
    const std::size_t place = hash_of(key) & (buckets_ - 1);
    if (place >= next_ && (bucket_at(place).flags & kDivided) == 0) divide(place);
  }

  void divide_some() {
    for (std::size_t n = 0; n < kDividedAtOnce && is_growing(); ++n) {
      Bucket& bucket = bucket_at(next_);
      if ((bucket.flags & kDivided) == 0) divide(next_);
      bucket.flags = static_cast<std::uint8_t>(bucket.flags & ~kDivided);
      if (++next_ < buckets_) continue;
      buckets_ *= 2;
      next_ = 0;
    }
  }

  // Moves the entries that belong to the new half. The new bucket is empty, so each entry keeps its way.
  void divide(std::size_t place) {
    auto& segment = segments_[(place + buckets_) / kSegment];
    if (!segment) segment = std::make_unique<Segment>();
    Bucket& from = bucket_at(place);
    Bucket& to = bucket_at(place + buckets_);
    for (std::size_t way = 0; way < kWays; ++way) {
      if (!from.entries[way] || (hash_of(from.entries[way]->key) & buckets_) == 0) continue;
      to.tags[way] = from.tags[way];
      to.flags = static_cast<std::uint8_t>(to.flags | (from.flags & 1u << way));
      to.entries[way] = std::move(from.entries[way]);
    }
    from.flags |= kDivided;
  }

  void free_some() {
    if (cleared_.empty()) return;
    for (std::size_t n = 0; n < kFreedAtOnce; ++n) (*cleared_.front())[freed_++] = Bucket{};
    if (freed_ < kSegment) return;
    cleared_.pop_front();
    freed_ = 0;
  }

  std::vector<std::unique_ptr<Segment>> segments_;  // null: none of its buckets is needed yet
  std::size_t buckets_ = 0;                         // a power of two; doubles at the end of a growth
  std::size_t mask_ = 0;                            // gives the place of a key; during a growth, in the doubled table
  std::size_t next_ = 0;                            // the growth has divided the buckets before this one
  std::size_t max_buckets_ = 1;
  std::size_t size_ = 0;
  std::deque<std::unique_ptr<Segment>> cleared_;
  std::size_t freed_ = 0;  // how many buckets of cleared_.front() are freed
};

}  // namespace sallyport::gateway
