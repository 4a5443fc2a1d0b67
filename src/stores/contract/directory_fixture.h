// What the contracts of the directory's stores share: the time, the reason of a refusal, and racing calls.
#pragma once

#include <atomic>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/reason_of.h"

namespace sallyport::stores::contract {

inline constexpr UnixTime kNow{1'800'000'000};

// Makes `count` calls, each on a thread of its own, and returns how many succeeded.
inline int race(int count, auto call) {
  std::atomic<int> won{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i)
    threads.emplace_back([&] {
      if (call()) ++won;
    });
  for (std::thread& thread : threads) thread.join();
  return won;
}

}  // namespace sallyport::stores::contract
