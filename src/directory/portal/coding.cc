#include "directory/portal/coding.h"

#include "base/text.h"

namespace sallyport::directory {
namespace {

// Calls `visit` with each element of a comma-separated list until it returns true. Returns whether it did.
template <class Visit>
bool any_element(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    if (visit(trim(list.substr(0, comma)))) return true;
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  }
  return false;
}

// A weight of zero, "q=0" or "q=0.000", means that the client does not take the coding.
bool is_refused(std::string_view parameters) {
  const auto value = trim(parameters);
  if (value.size() < 3 || !ascii_iequals(value.substr(0, 2), "q=")) return false;
  return value.substr(2).find_first_not_of("0.") == std::string_view::npos;
}

bool accepts(std::string_view list, std::string_view coding) {
  return any_element(list, [&](std::string_view element) {
    const auto semicolon = element.find(';');
    if (!ascii_iequals(trim(element.substr(0, semicolon)), coding)) return false;
    return semicolon == std::string_view::npos || !is_refused(element.substr(semicolon + 1));
  });
}

}  // namespace

Coding choose_coding(std::optional<std::string_view> accept_encoding) {
  if (!accept_encoding) return Coding::identity;
  if (accepts(*accept_encoding, "br")) return Coding::brotli;
  if (accepts(*accept_encoding, "gzip")) return Coding::gzip;
  return Coding::identity;
}

std::string_view name_of(Coding coding) {
  switch (coding) {
    case Coding::gzip:
      return "gzip";
    case Coding::brotli:
      return "br";
    case Coding::identity:
      break;
  }
  return "";
}

bool names_etag(std::string_view if_none_match, std::string_view etag) {
  return any_element(if_none_match, [&](std::string_view element) {
    if (element == "*") return true;
    return (element.starts_with("W/") ? element.substr(2) : element) == etag;
  });
}

}  // namespace sallyport::directory
