#include "app/os/allocator.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <cstddef>
#include <cstdlib>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SALLYPORT_SANITIZED 1
#elif defined(__has_feature)
#define SALLYPORT_SANITIZED (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#else
#define SALLYPORT_SANITIZED 0
#endif

namespace sallyport::app {
namespace {

// The bytes that malloc has mapped for large blocks.
std::size_t mapped() {
  return ::mallinfo2().hblkhd;
}

// The sanitizers have an allocator of their own, which mallinfo2 does not count.
TEST(LargeBlocks, GoBackToTheSystemEachTime) {
#if SALLYPORT_SANITIZED
  GTEST_SKIP() << "the sanitizers bring an allocator of their own";
#endif
  give_large_blocks_back();
  for (int i = 0; i < 3; ++i) {  // after the first one, glibc would keep them otherwise
    const std::size_t before = mapped();
    void* volatile block = std::malloc(kLargeBlock);  // volatile, or a compiler may do without the block
    EXPECT_GE(mapped() - before, kLargeBlock);
    std::free(block);
    EXPECT_EQ(mapped(), before);
  }
}

}  // namespace
}  // namespace sallyport::app
