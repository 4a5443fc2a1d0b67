// Runs several threads that start at the same moment, to test how a store handles concurrent calls.
#pragma once

#include <gtest/gtest.h>

#include <barrier>
#include <cstddef>
#include <exception>
#include <functional>
#include <thread>
#include <vector>

#include "base/result.h"

namespace sallyport::stores::contract {

inline constexpr std::size_t kRacers = 20;

// Calls `run(0)` to `run(kRacers - 1)`, each on a thread of its own, and waits for all threads. An exception, such as
// that of value() on an error, is a failure of the test; otherwise it would end the whole program.
inline void race(const std::function<void(std::size_t)>& run) {
  std::barrier start(static_cast<std::ptrdiff_t>(kRacers));
  std::vector<std::jthread> racers;
  for (std::size_t i = 0; i < kRacers; ++i)
    racers.emplace_back([&, i] {
      start.arrive_and_wait();
      try {
        run(i);
      } catch (const tl::bad_expected_access<Error>& bad) {
        ADD_FAILURE() << "racer " << i << ": " << bad.error().reason << " " << bad.error().detail;
      } catch (const std::exception& error) {
        ADD_FAILURE() << "racer " << i << ": " << error.what();
      }
    });
}

}  // namespace sallyport::stores::contract
