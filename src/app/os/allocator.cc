#include "app/os/allocator.h"

#include <malloc.h>

namespace sallyport::app {

void give_large_blocks_back() {
  constexpr int kKeptAtTheTop = 1024 * 1024;  // of each arena; the default is less, and costs system calls
  ::mallopt(M_MMAP_THRESHOLD, static_cast<int>(kLargeBlock));  // cannot fail for a size within glibc's bounds
  ::mallopt(M_TRIM_THRESHOLD, kKeptAtTheTop);
}

}  // namespace sallyport::app
