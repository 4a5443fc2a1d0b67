// OpenSSL's objects with one owner each. For .cc files of crypto/ and net/ alone.
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

// For calls that fail only when memory is out or OpenSSL is broken: there is no safe way on.
inline void must(bool done) {
  if (!done) std::abort();
}

// OpenSSL keeps failures in a queue for each thread; a refusal of ours must not be found there by the next reader.
// Where nothing failed there is nothing to clear, and to look costs less.
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
