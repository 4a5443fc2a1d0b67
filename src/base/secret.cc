#include "base/secret.h"

#include <cstring>

namespace sallyport {

void Secret::wipe() noexcept {
  // Wipe the whole capacity, because bytes of a longer, earlier value may lie beyond the size. The barrier keeps the
  // compiler from dropping the stores.
  value_.resize(value_.capacity());
  std::memset(value_.data(), 0, value_.size());
  __asm__ __volatile__("" : : "r"(value_.data()) : "memory");
  value_.clear();
}

}  // namespace sallyport
