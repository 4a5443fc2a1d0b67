// For tests: an authenticator and a browser of our own, each of whose statements a test can falsify.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/signature.h"

namespace sallyport::webauthn {

// Prints a CBOR head of up to 16 bits in its shortest form.
inline std::string cbor_head(unsigned major, std::size_t argument) {
  const auto byte = [](std::size_t n) { return static_cast<char>(static_cast<unsigned char>(n & 255U)); };
  const std::size_t top = std::size_t{major} << 5U;
  if (argument < 24) return {byte(top | argument)};
  if (argument < 256) return {byte(top | 24U), byte(argument)};
  return {byte(top | 25U), byte(argument >> 8U), byte(argument)};
}
inline std::string cbor_bytes(std::string_view bytes) {
  return cbor_head(2, bytes.size()) + std::string(bytes);
}
inline std::string cbor_text(std::string_view text) {
  return cbor_head(3, text.size()) + std::string(text);
}

// COSE keys of the three algorithms. The hexadecimal digits are the labels and the fixed values.
inline std::string cose_es256(const crypto::PublicKey& key) {
  const auto parts = *key.ec();
  return *hex_decode(
             "a5010203262001"
             "21") +
         cbor_bytes(parts.x) + *hex_decode("22") + cbor_bytes(parts.y);
}
inline std::string cose_eddsa(const crypto::PublicKey& key) {
  return *hex_decode(
             "a4010103272006"
             "21") +
         cbor_bytes(key.ec()->x);
}
inline std::string cose_rs256(const crypto::PublicKey& key) {
  const auto parts = *key.rsa();
  return *hex_decode("a401030339010020") + cbor_bytes(parts.n) + *hex_decode("21") + cbor_bytes(parts.e);
}

struct TestAuthenticatorData {
  std::string rp_id = "gateway.example";
  unsigned flags = 0x05;  // user present and verified
  unsigned counter = 7;   // up to 255
  std::string id = "credential";
  std::string cose_key;    // with it comes a credential
  std::string extensions;  // CBOR

  std::string print() const {
    const unsigned all = flags | (cose_key.empty() ? 0U : 0x40U) | (extensions.empty() ? 0U : 0x80U);
    std::string out(crypto::view(crypto::sha256(rp_id)));
    out += static_cast<char>(static_cast<unsigned char>(all));
    out += std::string(3, '\0') + static_cast<char>(static_cast<unsigned char>(counter));
    if (!cose_key.empty()) {
      out += std::string(16, '\0') + static_cast<char>(static_cast<unsigned char>(id.size() >> 8U)) +
             static_cast<char>(static_cast<unsigned char>(id.size() & 255U)) + id + cose_key;
    }
    return out + extensions;
  }
};

inline std::string der_integer(std::string digits) {
  while (digits.size() > 1 && digits[0] == '\0') digits.erase(0, 1);
  if ((static_cast<unsigned char>(digits[0]) & 0x80U) != 0) digits.insert(0, 1, '\0');
  return std::string("\x02") + static_cast<char>(digits.size()) + digits;
}
inline std::string der_signature(std::string_view raw) {
  const auto both = der_integer(std::string(raw.substr(0, 32))) + der_integer(std::string(raw.substr(32)));
  return std::string("\x30") + static_cast<char>(both.size()) + both;
}

}  // namespace sallyport::webauthn
