// Remembers which sessions this process has seen alive, so that a flood of made-up cookies from somebody's network does
// not keep the signed-in people of that network out.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>
#include <memory>

#include "crypto/digest.h"

namespace sallyport::gateway {

// Any thread may call any function; none takes a lock. It holds the last session of each of its 65,536 places. A
// session that has ended may still be in it, so this is no proof that anybody is signed in: the store still decides.
class SeenSessions {
 public:
  void add(const crypto::Sha256& digest) { place_of(digest).store(name_of(digest), std::memory_order_relaxed); }
  bool has(const crypto::Sha256& digest) const {
    return place_of(digest).load(std::memory_order_relaxed) == name_of(digest);
  }

 private:
  using Place = std::atomic<std::uint64_t>;
  static constexpr std::size_t kPlaces = 65'536;

  static std::uint64_t word(const crypto::Sha256& digest, std::size_t number) {
    std::uint64_t word = 0;
    std::memcpy(&word, digest.data() + number * sizeof word, sizeof word);
    return word;
  }
  static std::uint64_t name_of(const crypto::Sha256& digest) { return word(digest, 0); }
  Place& place_of(const crypto::Sha256& digest) const { return places_[word(digest, 1) % kPlaces]; }

  const std::unique_ptr<Place[]> places_ = std::make_unique<Place[]>(kPlaces);
};

}  // namespace sallyport::gateway
