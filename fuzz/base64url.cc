// Strict decoders: base64 and base64url accept only one spelling of their bytes.
#include "base/encoding.h"
#include "fuzz/fuzz.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
  if (const auto bytes = base64url_decode(text)) require(base64url_encode(*bytes) == text);
  if (const auto bytes = base64_decode(text)) require(base64_encode(*bytes) == text);
  if (const auto bytes = hex_decode(text)) require(hex_decode(hex_encode(*bytes)) == *bytes);
  require(base64url_decode(base64url_encode(text)) == text);
}
