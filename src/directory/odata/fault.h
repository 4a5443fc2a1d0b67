// How a query that cannot be answered is refused: always with status 400, and with a code and a message of Microsoft
// Graph, which the client sees. The codes are the constants below.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace sallyport::directory::odata {

inline constexpr std::string_view kBadRequest = "BadRequest";  // the text is not OData
inline constexpr std::string_view kUnsupportedQuery =
    "Request_UnsupportedQuery";  // it is, but Graph does not answer it

struct Fault {
  std::string_view code;  // one of the constants above
  std::string message;
};

template <class T>
using Faulty = tl::expected<T, Fault>;

inline tl::unexpected<Fault> bad_query(std::string message) {
  return tl::unexpected(Fault{kBadRequest, std::move(message)});
}
inline tl::unexpected<Fault> unsupported_query(std::string message) {
  return tl::unexpected(Fault{kUnsupportedQuery, std::move(message)});
}

}  // namespace sallyport::directory::odata
