#include "gateway/sign_in/response_use.h"

#include <exception>

#include "crypto/digest.h"
#include "gateway/call/lifetimes.h"

namespace sallyport::gateway {

Result<ResponseUse> ResponseUse::begin(session::SignInLedger& store, std::string_view name, UnixTime now) {
  session::SignInDigest sign_in{std::string(crypto::view(crypto::sha256(name)))};
  SALLYPORT_TRY(const bool taken, store.take(sign_in, now + kSignInLifetime, now));
  if (!taken) return failure(Kind::rejected, "response_used", "RFC 9700 4.5");
  return ResponseUse(store, std::move(sign_in));
}

void ResponseUse::end() noexcept {
  if (store_ == nullptr) return;
  try {
    (void)std::exchange(store_, nullptr)->give_back(sign_in_);
  } catch (const std::exception&) {  // no memory: as if the store did not answer
  }
}

}  // namespace sallyport::gateway
