// Where randomness comes from. The real source is crypto::SystemRandom; tests script it.
#pragma once

#include <string>

#include "base/encoding.h"

namespace sallyport {

class Random {
 public:
  virtual ~Random() = default;

  // `count` unpredictable bytes. Ends the process where the system has none to give: there is no safe way on.
  virtual std::string bytes(std::size_t count) = 0;
};

// 256 bits as 43 base64url characters: ids of sessions, states, nonces, code verifiers.
inline std::string random_token(Random& random) {
  return base64url_encode(random.bytes(32));
}

// A version 4 UUID, lower case. Source: RFC 9562 5.4.
std::string random_uuid(Random& random);

// For tests: counts up from 1, so that each value differs and each run is the same.
class ScriptedRandom final : public Random {
 public:
  std::string bytes(std::size_t count) override {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(static_cast<char>(next_ + i % 7));
    ++next_;
    return out;
  }

 private:
  unsigned char next_ = 1;
};

}  // namespace sallyport
