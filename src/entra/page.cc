#include "entra/page.h"

#include "base/encoding.h"
#include "base/text.h"

namespace sallyport::entra {

std::string print_place(const PagePlace& place) {
  return base64url_encode(std::to_string(place.number) + ":" + place.name);
}

Result<std::optional<PagePlace>> parse_place(std::string_view after) {
  if (after.empty()) return std::optional<PagePlace>();
  const auto text = base64url_decode(after);
  const std::size_t colon = text ? text->find(':') : std::string::npos;
  if (colon == std::string::npos) return failure(Kind::rejected, "page_after");
  const auto number = parse_decimal(std::string_view(*text).substr(0, colon));
  if (!number) return failure(Kind::rejected, "page_after");
  return std::optional<PagePlace>(PagePlace{*number, text->substr(colon + 1)});
}

Result<std::optional<PagePlace>> check_page(const PageRequest& request) {
  if (request.limit == 0 || request.limit > kLargestPage) return failure(Kind::rejected, "page_limit");
  return parse_place(request.after);
}

}  // namespace sallyport::entra
