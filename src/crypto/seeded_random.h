// Bytes that anybody who knows the seed can predict, for rehearsals that must repeat: the same calls get the same
// bytes. Every thread may use it, but then only calls in the same order repeat.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "base/random.h"

namespace sallyport::crypto {

class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : seed_(seed) {}

  std::string bytes(std::size_t count) override;
  bool is_predictable() const override { return true; }

 private:
  const std::uint64_t seed_;
  std::mutex mutex_;
  std::uint64_t next_ = 0;  // number of the next block
};

}  // namespace sallyport::crypto
