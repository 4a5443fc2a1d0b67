// The real source of randomness: OpenSSL's generator, which the operating system seeds. Every thread may use it.
#pragma once

#include <string>

#include "base/random.h"

namespace sallyport::crypto {

class SystemRandom final : public Random {
 public:
  std::string bytes(std::size_t count) override;
};

}  // namespace sallyport::crypto
