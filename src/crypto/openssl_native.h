// OpenSSL's objects as owning pointers. Only .cc files of crypto/ and net/ may include this header.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace sallyport::crypto {

template <auto free_function>
struct FreedBy {
  template <class T>
  void operator()(T* object) const {
    free_function(object);
  }
};
template <class T, auto free_function>
using Owned = std::unique_ptr<T, FreedBy<free_function>>;

using OwnedBio = Owned<BIO, BIO_free_all>;
using OwnedBignum = Owned<BIGNUM, BN_free>;
using OwnedKey = Owned<EVP_PKEY, EVP_PKEY_free>;
using OwnedKeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using OwnedDigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using OwnedCertificate = Owned<X509, X509_free>;

inline const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
inline unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

// Ends the process unless `done`. Use it for calls that fail only when memory runs out or OpenSSL is broken, because
// the process cannot go on safely then.
inline void must(bool done) {
  if (!done) std::abort();
}

// Clears the thread's queue of OpenSSL errors at the end of the scope, so that the next caller does not find an old
// error there. It looks first whether there is one, because looking costs less than clearing.
class CleanErrors {
 public:
  CleanErrors() = default;
  CleanErrors(const CleanErrors&) = delete;
  CleanErrors& operator=(const CleanErrors&) = delete;
  ~CleanErrors() {
    if (ERR_peek_error() != 0) ERR_clear_error();
  }
};

}  // namespace sallyport::crypto
