// How malloc treats large blocks.
#pragma once

#include <cstddef>

namespace sallyport::app {

// Blocks of this size and larger go back to the system when they are freed.
inline constexpr std::size_t kLargeBlock = 4 * 1024 * 1024;  // bytes

// Applies to the whole process from the next allocation on. Without it, the C library learns from the first large block
// that is freed to keep such blocks for the thread that used them. A password hash takes 19 MiB, so a storm of sign-ins
// would leave half a gigabyte with the workers, although no more than four hash at the same time.
// Source: mallopt(3), M_MMAP_THRESHOLD.
void give_large_blocks_back();

}  // namespace sallyport::app
