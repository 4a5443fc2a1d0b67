#include "crypto/system_random.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <pthread.h>

#include <array>
#include <cstring>

#include "crypto/openssl_native.h"

namespace sallyport::crypto {
namespace {

void draw(char* into, std::size_t count) {
  must(RAND_bytes_ex(nullptr, reinterpret_cast<unsigned char*>(into), count, 0) == 1);
}

// Random bytes that one thread has drawn and not yet handed out. A call of the generator costs about as much for 512
// bytes as for 16, and answering a token request takes five small pieces. What is handed out is wiped here.
class Stock {
 public:
  static constexpr std::size_t kLargest = 64;  // larger pieces come from the generator itself

  ~Stock() { discard(); }

  void take(char* into, std::size_t count) {
    if (left_ < count) {
      draw(bytes_.data(), bytes_.size());
      left_ = bytes_.size();
    }
    left_ -= count;
    std::memcpy(into, bytes_.data() + left_, count);
    OPENSSL_cleanse(bytes_.data() + left_, count);
  }

  void discard() {
    OPENSSL_cleanse(bytes_.data(), bytes_.size());
    left_ = 0;
  }

 private:
  std::array<char, 512> bytes_{};
  std::size_t left_ = 0;  // at the beginning of bytes_
};

Stock& own_stock() {
  thread_local Stock stock;
  return stock;
}

// A forked child must not hand out what its parent hands out. Only the thread that forked lives on in the child.
void discard_after_fork() {
  own_stock().discard();
}

}  // namespace

std::string SystemRandom::bytes(std::size_t count) {
  static const bool is_watching = pthread_atfork(nullptr, nullptr, discard_after_fork) == 0;
  std::string out(count, '\0');
  if (is_watching && count <= Stock::kLargest)
    own_stock().take(out.data(), count);
  else
    draw(out.data(), count);
  return out;
}

}  // namespace sallyport::crypto
