#include "base/result.h"

namespace sallyport {

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::malformed:
      return "malformed";
    case Kind::rejected:
      return "rejected";
    case Kind::unauthenticated:
      return "unauthenticated";
    case Kind::forbidden:
      return "forbidden";
    case Kind::conflict:
      return "conflict";
    case Kind::unavailable:
      return "unavailable";
    case Kind::internal:
      return "internal";
  }
  return "internal";
}

}  // namespace sallyport
