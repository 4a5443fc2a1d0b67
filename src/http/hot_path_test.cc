// Checks that the readers that run for every request allocate nothing. To count the allocations, this file replaces the
// allocator of its test program.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "http/cookie.h"
#include "http/route_table.h"

namespace {

thread_local std::size_t allocations = 0;

}  // namespace

// Not inlined, because g++ would otherwise warn that malloc is paired with delete, and new with free.
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

struct Rows {
  enum class Who { everybody };
  using Label = int;
  using Traits = int;
  using Function = int (*)();
};

TEST(HotPath, ALookUpInATableOfRoutesAllocatesNothing) {
  constexpr auto nothing = [] { return 0; };
  static constexpr RouteTable table{std::to_array<Route<Rows>>({
      {.methods = Method::get,
       .path = "/{tenant}/keys",
       .who = Rows::Who::everybody,
       .runs = Runs::on_loop,
       .function = nothing},
      {.methods = Method::get,
       .path = "/users/{id:guid}",
       .who = Rows::Who::everybody,
       .runs = Runs::on_loop,
       .function = nothing},
  })};
  const std::size_t before = allocations;
  const auto found = table.find(Method::head, "/a-tenant-with-a-name-longer-than-any-small-string/keys");
  const bool other = table.has_row_below("/users/") && table.find(Method::get, "/nothing/here").rows.empty();
  EXPECT_EQ(allocations, before);
  EXPECT_TRUE(found.row != nullptr && other);
}

TEST(HotPath, CounterCounts) {  // otherwise the tests above could not fail
  const std::size_t before = allocations;
  const Request owned = own(typical());
  EXPECT_GT(allocations, before);
}

}  // namespace
}  // namespace sallyport::http
