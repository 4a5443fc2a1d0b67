// Makes Claims without a signed token, for tests of code that reads claims.
#pragma once

#include <utility>

#include "jose/jwt.h"

namespace sallyport::jose {

inline json::Document document_of(const json::Object& members) {
  return *json::Document::parse(json::print(members));
}

inline Claims claims_of(const json::Object& members) {
  return {document_of(members)};
}

}  // namespace sallyport::jose
