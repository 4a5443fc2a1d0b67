// The readers that stand on the check path allocate nothing. This file replaces the allocator of its program to know.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "http/cookie.h"

namespace {

thread_local std::size_t allocations = 0;

}  // namespace

// Not inlined: g++ would compare malloc with delete, and new with free, and see a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size); memory != nullptr) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace sallyport::http {
namespace {

Request typical() {
  Request request;
  request.method = "GET";
  request.target = "/check?x=1";
  request.headers = {{"Host", "own.example"},
                     {"Accept", "*/*"},
                     {"Authorization", "Bearer a-token-that-is-longer-than-any-small-string-buffer"},
                     {"Cookie", "theme=dark; __Host-session=a-value-that-is-longer-than-any-small-string-buffer"}};
  return request;
}

TEST(HotPath, HeaderAllocatesNothing) {
  const Request request = typical();
  const std::size_t before = allocations;
  const bool found = request.header("authorization").has_value() && request.count("host") == 1;
  EXPECT_EQ(allocations, before);
  EXPECT_TRUE(found);
}

TEST(HotPath, CookieAllocatesNothing) {
  const Request request = typical();
  const std::size_t before = allocations;
  const bool found = cookie(request, "__Host-session").has_value() && !cookie(request, "other");
  EXPECT_EQ(allocations, before);
  EXPECT_TRUE(found);
}

TEST(HotPath, CounterCounts) {  // or the tests above could not fail
  const std::size_t before = allocations;
  const Request owned = own(typical());
  EXPECT_GT(allocations, before);
}

}  // namespace
}  // namespace sallyport::http
