// Reads CBOR item by item, in the only form that WebAuthn allows: CTAP2 canonical. Lengths are definite and as short as
// possible, so each value has one encoding. Views point into the bytes that the reader was given.
// Source: RFC 8949 3, CTAP 2.1 section 8 (CTAP2 canonical CBOR encoding form).
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace sallyport::webauthn {

class CborReader {
 public:
  explicit CborReader(std::string_view bytes) : rest_(bytes) {}

  // Each reads the next item, which must have this type. Errors: malformed/"cbor" for another type, an end within the
  // item, an indefinite length, or a number that is not in its shortest form.
  Result<std::int64_t> integer();  // also malformed/"cbor" beyond the range of int64
  Result<std::string_view> bytes();
  Result<std::string_view> text();  // not checked for valid UTF-8
  Result<std::uint64_t> map();      // the number of its pairs, which follow

  // Passes over an item with everything in it. Errors: malformed/"cbor"; malformed/"cbor_depth" beyond kMaxDepth.
  Result<void> skip();

  std::string_view rest() const { return rest_; }

  static constexpr int kMaxDepth = 4;  // levels of arrays and maps, as CTAP2 has it

 private:
  struct Head {
    unsigned major;
    std::uint64_t argument;
  };
  Result<Head> head();
  Result<std::uint64_t> argument_of(unsigned major);
  Result<std::string_view> string_of(unsigned major);
  Result<std::string_view> take(std::uint64_t size);
  Result<void> skip(int depth);

  std::string_view rest_;
};

}  // namespace sallyport::webauthn
