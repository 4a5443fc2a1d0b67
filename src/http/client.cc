#include "http/client.h"

#include <algorithm>

#include "base/text.h"

namespace sallyport::http {

const std::string* ClientResponse::find(std::string_view name) const {
  const auto found =
      std::ranges::find_if(headers, [&](const Header& header) { return ascii_iequals(header.name, name); });
  return found == headers.end() ? nullptr : &found->value;
}

}  // namespace sallyport::http
