// For tests only: makes memory run out at a chosen moment. It replaces the allocator of the whole test program, so one
// source of the program may include it, and not with the thread sanitizer, which keeps the allocator to itself.
#pragma once

#include <cstdlib>
#include <new>

namespace sallyport::testing {

// How many allocations of this thread succeed before one fails; negative: all of them.
inline thread_local int allocations_left = -1;

}  // namespace sallyport::testing

// Not inlined, because g++ would otherwise warn that malloc is paired with delete, and new with free.
[[gnu::noinline]] void* operator new(std::size_t size) {
  int& left = sallyport::testing::allocations_left;
  if (left == 0) {
    left = -1;
    throw std::bad_alloc();
  }
  if (left > 0) --left;
  if (void* memory = std::malloc(size == 0 ? 1 : size); memory != nullptr) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
