// A source of bytes for tests whose stores call it on several threads at once.
#pragma once

#include <atomic>
#include <string>

#include "base/random.h"

namespace sallyport::stores::contract {

// Derives the bytes from a counter: no two calls of a test get the same ones, and every run gets the same set.
class SharedRandom final : public Random {
 public:
  std::string bytes(std::size_t count) override {
    std::string out = std::to_string(next_.fetch_add(1));
    out.resize(count, 'r');
    return out;
  }

 private:
  std::atomic<int> next_ = 1'000'000;
};

}  // namespace sallyport::stores::contract
