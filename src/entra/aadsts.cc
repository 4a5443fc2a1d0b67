#include "entra/aadsts.h"

#include <optional>

#include "base/characters.h"
#include "base/text.h"
#include "entra/aadsts_table.h"
#include "oidc/common/readable.h"
#include "oidc/common/token_response.h"

namespace sallyport::entra {
namespace {

constexpr std::size_t kMaxValue = 256;  // bytes

// The number of a placeholder such as "{3}" at the start of the text; absent if there is none.
std::optional<std::size_t> placeholder(std::string_view text) {
  if (text.size() < 3 || text[0] != '{' || !is_digit(text[1]) || text[2] != '}') return std::nullopt;
  return static_cast<std::size_t>(text[1] - '0');
}

}  // namespace

std::span<const Refusal> refusals() {
  return kRefusals;
}

const Refusal* find_refusal(int code) {
  const auto row = std::ranges::lower_bound(kRefusals, code, {}, &Refusal::code);
  return row != kRefusals.end() && row->code == code ? &*row : nullptr;
}

std::string fill(const Refusal& refusal, const std::vector<std::string>& values) {
  std::string out;
  for (std::size_t at = 0; at < refusal.text.size();) {
    const auto index = placeholder(refusal.text.substr(at));
    if (!index) {
      out.push_back(refusal.text[at++]);
      continue;
    }
    if (*index < values.size()) out += oidc::readable_line(values[*index], kMaxValue);
    at += 3;
  }
  return out;
}

std::string fill_with_names(const Refusal& refusal) {
  std::vector<std::string> names;
  for (const std::string_view name : split_words(refusal.names, ','))
    names.push_back("{" + std::string(trim(name)) + "}");
  return fill(refusal, names);
}

int find_code(std::string_view text) {
  return oidc::find_aadsts(text);
}

}  // namespace sallyport::entra
