// The port from which code gets random bytes. crypto::SystemRandom is the real source; tests use ScriptedRandom.
#pragma once

#include <string>

#include "base/encoding.h"

namespace sallyport {

class Random {
 public:
  virtual ~Random() = default;

  // Returns `count` unpredictable bytes. Ends the process if the system cannot supply them, because no code could go on
  // safely without them.
  virtual std::string bytes(std::size_t count) = 0;

  // Whether a seed determines the bytes, for a rehearsal. Keys are then made of them, too, so that all of it repeats.
  virtual bool is_predictable() const { return false; }
};

// Returns 256 random bits as 43 base64url characters, for session ids, states, nonces and code verifiers.
inline std::string random_token(Random& random) {
  return base64url_encode(random.bytes(32));
}

// Returns a random (version 4) UUID in lower case. Source: RFC 9562 5.4.
std::string random_uuid(Random& random);

// For tests: derives the bytes from a counter, so that successive values differ and every run gets the same ones.
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
