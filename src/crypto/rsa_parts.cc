#include "crypto/rsa_parts_native.h"

namespace sallyport::crypto {
namespace {

using Scratch = Owned<BN_CTX, BN_CTX_free>;
using Number = Owned<BIGNUM, BN_clear_free>;  // cleared when freed, because most parts are secret

Number part(const EVP_PKEY& key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(&key, name, &number);
  return Number(number);
}

Number fresh() {
  Number number(BN_secure_new());
  must(number != nullptr);
  return number;
}

bool is_product(const BIGNUM& n, const BIGNUM& p, const BIGNUM& q, BN_CTX* scratch) {
  const Number product = fresh();
  must(BN_mul(product.get(), &p, &q, scratch) == 1);
  return BN_cmp(product.get(), &n) == 0;
}

// Whether a * b = 1 (mod m).
bool is_inverse(const BIGNUM& a, const BIGNUM& b, const BIGNUM& m, BN_CTX* scratch) {
  const Number product = fresh();
  return BN_mod_mul(product.get(), &a, &b, &m, scratch) == 1 && BN_is_one(product.get());
}

// Checks the CRT exponent `own` of one prime: it must be d mod (prime - 1), and the inverse of e mod (prime - 1).
bool exponent_fits(const BIGNUM& prime, const BIGNUM& own, const BIGNUM& d, const BIGNUM& e, BN_CTX* scratch) {
  const Number less = fresh();
  const Number remainder = fresh();
  must(BN_sub(less.get(), &prime, BN_value_one()) == 1);
  return BN_mod(remainder.get(), &d, less.get(), scratch) == 1 && BN_cmp(remainder.get(), &own) == 0 &&
         is_inverse(own, e, *less, scratch);
}

}  // namespace

bool parts_fit(const EVP_PKEY& key) {
  if (EVP_PKEY_get_base_id(&key) != EVP_PKEY_RSA) return true;
  const CleanErrors clean;
  const Scratch scratch(BN_CTX_secure_new());
  must(scratch != nullptr);
  const Number n = part(key, OSSL_PKEY_PARAM_RSA_N);
  const Number e = part(key, OSSL_PKEY_PARAM_RSA_E);
  const Number d = part(key, OSSL_PKEY_PARAM_RSA_D);
  const Number p = part(key, OSSL_PKEY_PARAM_RSA_FACTOR1);
  const Number q = part(key, OSSL_PKEY_PARAM_RSA_FACTOR2);
  const Number dp = part(key, OSSL_PKEY_PARAM_RSA_EXPONENT1);
  const Number dq = part(key, OSSL_PKEY_PARAM_RSA_EXPONENT2);
  const Number inverse = part(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1);
  if (!n || !e || !d || !p || !q || !dp || !dq || !inverse) return false;
  return is_product(*n, *p, *q, scratch.get()) && exponent_fits(*p, *dp, *d, *e, scratch.get()) &&
         exponent_fits(*q, *dq, *d, *e, scratch.get()) && is_inverse(*inverse, *q, *p, scratch.get());
}

}  // namespace sallyport::crypto
