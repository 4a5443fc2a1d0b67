// Keys and certificates in PEM and DER are read or refused. A key that is read can be written.
#include "crypto/certificate.h"
#include "fuzz/fuzz.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
  for (const auto& key : {crypto::PublicKey::from_pem(text), crypto::PublicKey::from_der(text)})
    if (key) require(crypto::PublicKey::from_der(key->to_der()).has_value());
  for (const auto& key : {crypto::PrivateKey::from_pem(Secret(text)), crypto::PrivateKey::from_der(Secret(text))})
    if (key) require(crypto::PrivateKey::from_der(key->to_der()).has_value());
  for (const auto& certificate :
       {crypto::Certificate::from_pem(text), Result<crypto::Certificate>(crypto::Certificate{std::string(text)})}) {
    if (!certificate) continue;
    (void)certificate->public_key();
    (void)certificate->not_after();
    (void)certificate->to_pem();
  }
}
