#include "http/field_name.h"

#include <algorithm>
#include <array>

#include "base/characters.h"

namespace sallyport::http {
namespace {

constexpr std::array<std::string_view, 11> kHopByHop{"connection",
                                                     "keep-alive",
                                                     "proxy-connection",
                                                     "proxy-authenticate",
                                                     "proxy-authorization",
                                                     "proxy-authentication-info",
                                                     "te",
                                                     "trailer",
                                                     "transfer-encoding",
                                                     "upgrade",
                                                     "http2-settings"};

char variable_character(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  const bool kept = is_lower(c) || is_digit(c);
  return kept ? c : '-';
}

}  // namespace

bool may_begin_with(std::string_view name, std::string_view beginning) {
  return name.size() >= beginning.size() &&
         std::ranges::equal(name.substr(0, beginning.size()), beginning, {}, variable_character, variable_character);
}

bool may_be_same_field(std::string_view a, std::string_view b) {
  return a.size() == b.size() && may_begin_with(a, b);
}

bool is_hop_by_hop(std::string_view name) {
  return std::ranges::any_of(kHopByHop, [name](std::string_view hop) { return may_be_same_field(name, hop); });
}

}  // namespace sallyport::http
