#include "base/secret.h"

#include <cstring>

namespace sallyport {

void Secret::wipe() noexcept {
  // Up to the capacity: what a shorter value left behind goes too. The barrier keeps the stores from being dropped.
  value_.resize(value_.capacity());
  std::memset(value_.data(), 0, value_.size());
  __asm__ __volatile__("" : : "r"(value_.data()) : "memory");
  value_.clear();
}

}  // namespace sallyport
