// Runs several threads that start at the same moment, to test how a store handles concurrent calls.
#pragma once

#include <barrier>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace sallyport::stores::contract {

inline constexpr std::size_t kRacers = 20;

// Calls `run(0)` to `run(kRacers - 1)`, each on a thread of its own, and waits for all threads.
inline void race(const std::function<void(std::size_t)>& run) {
  std::barrier start(static_cast<std::ptrdiff_t>(kRacers));
  std::vector<std::jthread> racers;
  for (std::size_t i = 0; i < kRacers; ++i)
    racers.emplace_back([&, i] {
      start.arrive_and_wait();
      run(i);
    });
}

}  // namespace sallyport::stores::contract
