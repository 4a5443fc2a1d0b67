// Randomness from the operating system through OpenSSL's DRBG.
#pragma once

#include "base/random.h"

namespace sallyport::crypto {

class SystemRandom final : public Random {
 public:
  std::string bytes(std::size_t count) override;
};

}  // namespace sallyport::crypto
