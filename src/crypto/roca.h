// Recognizes RSA keys from Infineon's broken generator (CVE-2017-15361, "ROCA"). Attackers can compute the private key
// of such a key pair from the public one. Source: Nemec et al., "The Return of Coppersmith's Attack", section 2.2.
#pragma once

#include <array>
#include <cstdint>

namespace sallyport::crypto {

// A broken modulus is a power of 65537 modulo each of these primes. Other moduli rarely are, because the powers of
// 65537 are only some of the residues.
inline constexpr std::array<unsigned, 17> kRocaPrimes{11, 13, 17,  19,  37,  53,  61,  71, 73,
                                                      79, 97, 103, 107, 109, 127, 151, 157};

// Whether the residue is a power of 65537 modulo the prime.
constexpr bool is_power_of_65537(unsigned residue, unsigned prime) {
  unsigned power = 1;
  do {
    if (power == residue) return true;
    power = power * (65537 % prime) % prime;
  } while (power != 1);
  return false;
}

// Whether the RSA modulus is a broken one. `modulo` is a function that returns the remainder of the modulus by a small
// prime. By chance, one good modulus in 2^27 has the fingerprint too.
template <class Modulo>
bool has_roca_fingerprint(Modulo modulo) {
  for (const unsigned prime : kRocaPrimes)
    if (!is_power_of_65537(modulo(prime), prime)) return false;
  return true;
}

}  // namespace sallyport::crypto
