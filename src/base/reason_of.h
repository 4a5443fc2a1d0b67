// For tests: which refusal a Result holds.
#pragma once

#include <string_view>

#include "base/result.h"

namespace sallyport {

// The reason of a failure ("jws_signature"), or "none" if the result is a value.
std::string_view reason_of(const auto& result) {
  return result ? "none" : result.error().reason;
}

}  // namespace sallyport
