#include "http/trace_context.h"

#include <algorithm>

#include "base/characters.h"

namespace sallyport::http {
namespace {

// "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01": version, trace id, parent id, flags.
constexpr std::size_t kTraceIdAt = 3;
constexpr std::size_t kTraceIdSize = 32;
constexpr std::size_t kParentIdAt = 36;
constexpr std::size_t kParentIdSize = 16;
constexpr std::size_t kFlagsAt = 53;
constexpr std::size_t kSize = 55;

bool is_lower_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

// Source: W3C Trace Context 3.2.2.3: an id whose digits are all zero is invalid.
bool is_id(std::string_view text) {
  return is_lower_hex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

bool is_trace_parent(std::string_view text) {
  if (text.size() < kSize) return false;
  const std::string_view version = text.substr(0, 2);
  if (!is_lower_hex(version) || version == "ff") return false;
  const bool ends_well = text.size() == kSize || (version != "00" && text[kSize] == '-');
  return ends_well && text[kTraceIdAt - 1] == '-' && is_id(text.substr(kTraceIdAt, kTraceIdSize)) &&
         text[kParentIdAt - 1] == '-' && is_id(text.substr(kParentIdAt, kParentIdSize)) && text[kFlagsAt - 1] == '-' &&
         is_lower_hex(text.substr(kFlagsAt, 2));
}

}  // namespace

std::optional<TraceParent> trace_parent_of(const Request& request) {
  const auto parent = request.header(kTraceParent);
  if (!parent || !is_trace_parent(*parent)) return std::nullopt;
  // Source: W3C Trace Context 3.2.2.5.1: the lowest bit of the flags.
  const bool sampled = std::string_view("13579bdf").find((*parent)[kFlagsAt + 1]) != std::string_view::npos;
  return TraceParent{parent->substr(kTraceIdAt, kTraceIdSize), parent->substr(kParentIdAt, kParentIdSize), sampled};
}

std::optional<std::string_view> trace_id_of(const Request& request) {
  const auto parent = trace_parent_of(request);
  return parent ? std::optional(parent->trace_id) : std::nullopt;
}

}  // namespace sallyport::http
