#include "directory/metadata/front_page.h"

#include "base/text.h"
#include "directory/call/pages.h"

namespace sallyport::directory {

http::Response front_page(const Exchange& exchange) {
  return welcome_page({exchange.origin, exchange.published->tenants});
}

http::Response explain_error(const Exchange& exchange) {
  const auto query = http::Form::parse(exchange.request.query());
  const auto code = query ? query->one("code").value_or(std::nullopt) : std::nullopt;
  if (!code || code->empty())
    return code_page({"No code", "Add a code to the address, for example /error?code=50011.", nullptr, 404});
  const auto number = parse_decimal(*code);
  const auto* row = number && *number < 100'000'000 ? entra::find_refusal(static_cast<int>(*number)) : nullptr;
  if (row == nullptr)
    return code_page({"Unknown code", "The directory has no explanation of this code.", nullptr, 404});
  return code_page({"AADSTS" + std::to_string(row->code), entra::fill_with_names(*row), row, 200});
}

}  // namespace sallyport::directory
