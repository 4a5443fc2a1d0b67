// Paths whose end programs read in different ways ("a%2Fb", "50%25", "x;v=1"), for routes that let them pass.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sallyport::http {

// A beginning that everybody reads alike, which ends with '/', and a rest. Whatever a program makes of the rest,
// decoded as often as it likes, with parameters cut off or kept, and with repeated slashes merged: it stays below the
// beginning.
struct LoosePath {
  std::string text;       // the beginning is canonical; the rest stands byte by byte as it came
  std::size_t plain = 0;  // the length of the beginning; all of the text where the whole path is canonical

  std::string_view beginning() const { return std::string_view(text).substr(0, plain); }
  bool is_canonical() const { return plain == text.size(); }
};

// Lets ';', %3B, %2F and %25 stand in what canonical_path would refuse for them. Errors: malformed/"path_ambiguous" for
// everything else that canonical_path refuses, and for what one of the readings makes of the rest: a segment of dots
// (before ';', '?' or '#', with or without spaces), a backslash, a control byte, invalid UTF-8, escapes of escapes of
// escapes.
Result<LoosePath> loose_path(std::string_view path);

}  // namespace sallyport::http
