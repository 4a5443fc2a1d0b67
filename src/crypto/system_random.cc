#include "crypto/system_random.h"

#include <openssl/rand.h>

#include "crypto/openssl_native.h"

namespace sallyport::crypto {

std::string SystemRandom::bytes(std::size_t count) {
  std::string out(count, '\0');
  must(RAND_bytes_ex(nullptr, bytes_of(out), count, 0) == 1);
  return out;
}

}  // namespace sallyport::crypto
