#include "crypto/seeded_random.h"

#include "crypto/digest.h"

namespace sallyport::crypto {

std::string SeededRandom::bytes(std::size_t count) {
  const std::lock_guard lock(mutex_);
  std::string out;
  while (out.size() < count) {
    const std::string block = "sallyport rehearsal " + std::to_string(seed_) + " " + std::to_string(next_++);
    out += view(sha256(block));
  }
  out.resize(count);
  return out;
}

}  // namespace sallyport::crypto
