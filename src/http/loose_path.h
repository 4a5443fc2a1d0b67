// Paths that programs may read in different ways ("a%2Fb", "50%25", "x;v=1", "a//b"). A route refuses them unless its
// configuration allows them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sallyport::http {

// A path in two parts: a beginning that ends with '/' and that every program reads the same way, and a rest. A program
// may decode the rest several times, cut off its parameters or merge its slashes: the path still stays below the
// beginning. So an access decision about the beginning holds for every reading.
struct LoosePath {
  std::string text;       // the canonical beginning, and the rest exactly as the client sent it
  std::size_t plain = 0;  // the length of the beginning in bytes; text.size() if the whole path is canonical

  // Points into `text`.
  std::string_view beginning() const { return std::string_view(text).substr(0, plain); }
  bool is_canonical() const { return plain == text.size(); }
};

// Accepts canonical paths, and paths that canonical_path refuses only because of ';', %3B, %2F, %25 or repeated
// slashes. Errors: malformed/"path_ambiguous" for everything else that canonical_path refuses, and if some reading of
// the rest contains a segment of dots (before ';', '?' or '#', with or without spaces), a backslash, a control byte or
// invalid UTF-8. The error is the same if escapes are left after three decodings.
Result<LoosePath> loose_path(std::string_view path);

}  // namespace sallyport::http
