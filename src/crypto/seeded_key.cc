#include "crypto/seeded_key.h"

#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <array>

#include "crypto/openssl_native.h"

namespace sallyport::crypto {
namespace {

using KeyPart = Owned<BIGNUM, BN_clear_free>;
using KeyScratch = Owned<BN_CTX, BN_CTX_free>;
using ParameterBuilder = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using KeyParameters = Owned<OSSL_PARAM, OSSL_PARAM_free>;

KeyPart new_part() {
  KeyPart number(BN_new());
  must(number != nullptr);
  return number;
}

struct KeyParts {
  KeyPart n, e, d, p, q, dp, dq, inverse;
};

KeyPart less_one(const BIGNUM& number) {
  KeyPart less = new_part();
  must(BN_sub(less.get(), &number, BN_value_one()) == 1);
  return less;
}

bool is_usable(const BIGNUM& candidate, const BIGNUM& e, BN_CTX* scratch) {
  if (BN_check_prime(&candidate, scratch, nullptr) != 1) return false;
  const KeyPart divisor = new_part();
  must(BN_gcd(divisor.get(), less_one(candidate).get(), &e, scratch) == 1);
  return BN_is_one(divisor.get());
}

// The first prime at or above a number that `random` gives. Its two highest bits are set, so that the product of two
// has the full length.
KeyPart find_prime(int bits, const BIGNUM& e, Random& random, BN_CTX* scratch) {
  const std::string bytes = random.bytes(static_cast<std::size_t>(bits) / 8);
  KeyPart candidate(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
  must(candidate != nullptr);
  must(BN_set_bit(candidate.get(), bits - 1) == 1 && BN_set_bit(candidate.get(), bits - 2) == 1 &&
       BN_set_bit(candidate.get(), 0) == 1);
  while (!is_usable(*candidate, e, scratch)) must(BN_add_word(candidate.get(), 2) == 1);
  return candidate;
}

// Source: RFC 8017 3.2.
KeyParts find_parts(int bits, Random& random) {
  const KeyScratch scratch(BN_CTX_new());
  must(scratch != nullptr);
  KeyParts parts{new_part(), new_part(), new_part(), nullptr, nullptr, new_part(), new_part(), new_part()};
  must(BN_set_word(parts.e.get(), RSA_F4) == 1);
  parts.p = find_prime(bits / 2, *parts.e, random, scratch.get());
  do parts.q = find_prime(bits / 2, *parts.e, random, scratch.get());
  while (BN_cmp(parts.p.get(), parts.q.get()) == 0);
  const KeyPart p1 = less_one(*parts.p);
  const KeyPart q1 = less_one(*parts.q);
  const KeyPart phi = new_part();
  must(BN_mul(parts.n.get(), parts.p.get(), parts.q.get(), scratch.get()) == 1 &&
       BN_mul(phi.get(), p1.get(), q1.get(), scratch.get()) == 1 &&
       BN_mod_inverse(parts.d.get(), parts.e.get(), phi.get(), scratch.get()) != nullptr &&
       BN_mod(parts.dp.get(), parts.d.get(), p1.get(), scratch.get()) == 1 &&
       BN_mod(parts.dq.get(), parts.d.get(), q1.get(), scratch.get()) == 1 &&
       BN_mod_inverse(parts.inverse.get(), parts.q.get(), parts.p.get(), scratch.get()) != nullptr);
  return parts;
}

OwnedKey join(const KeyParts& parts) {
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  must(builder != nullptr);
  const std::array named{
      std::pair(OSSL_PKEY_PARAM_RSA_N, parts.n.get()),
      std::pair(OSSL_PKEY_PARAM_RSA_E, parts.e.get()),
      std::pair(OSSL_PKEY_PARAM_RSA_D, parts.d.get()),
      std::pair(OSSL_PKEY_PARAM_RSA_FACTOR1, parts.p.get()),
      std::pair(OSSL_PKEY_PARAM_RSA_FACTOR2, parts.q.get()),
      std::pair(OSSL_PKEY_PARAM_RSA_EXPONENT1, parts.dp.get()),
      std::pair(OSSL_PKEY_PARAM_RSA_EXPONENT2, parts.dq.get()),
      std::pair(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, parts.inverse.get()),
  };
  for (const auto& [name, number] : named) must(OSSL_PARAM_BLD_push_BN(builder.get(), name, number) == 1);
  const KeyParameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const OwnedKeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  must(parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1);
  const int made = EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get());
  return OwnedKey(made == 1 ? key : nullptr);
}

}  // namespace

Result<PrivateKey> make_seeded_rsa(int bits, Random& random) {
  const CleanErrors clean;
  const OwnedKey key = join(find_parts(bits, random));
  unsigned char* encoded = nullptr;
  const int size = key ? i2d_PrivateKey(key.get(), &encoded) : -1;
  if (size <= 0) return failure(Kind::internal, "seeded_key");
  const Secret der(std::string(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(size)));
  OPENSSL_clear_free(encoded, static_cast<std::size_t>(size));
  return PrivateKey::from_der(der);
}

}  // namespace sallyport::crypto
