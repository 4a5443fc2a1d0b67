#include "directory/graph/shape/key_syntax.h"

#include "base/text.h"
#include "http/url.h"

namespace sallyport::directory::graph {
namespace {

constexpr std::string_view kRoot = "/v1.0/";
constexpr std::string_view kAppId = "appId=";

}  // namespace

std::optional<std::string> without_key_syntax(std::string_view path) {
  if (!path.starts_with(kRoot)) return std::nullopt;
  const std::size_t end = std::min(path.find('/', kRoot.size()), path.size());
  const auto decoded = http::percent_decode(path.substr(kRoot.size(), end - kRoot.size()));
  if (!decoded || !decoded->ends_with("')")) return std::nullopt;
  const std::string_view segment = *decoded;
  const std::size_t open = segment.find('(');
  if (open == std::string_view::npos || open == 0) return std::nullopt;
  std::string_view key = segment.substr(open + 1, segment.size() - open - 3);  // without "(" and "')"
  const bool by_client = key.starts_with(kAppId);
  if (by_client) key.remove_prefix(kAppId.size());
  if (!key.starts_with('\'')) return std::nullopt;
  key.remove_prefix(1);
  if (key.empty() || key.find_first_of("'/()") != std::string_view::npos || (by_client && !is_guid(key)))
    return std::nullopt;
  return std::string(kRoot) + std::string(segment.substr(0, open)) + "/" + (by_client ? std::string(kAppId) : "") +
         http::percent_encode(key) + std::string(path.substr(end));
}

std::optional<ClientId> client_of_key(std::string_view segment) {
  if (!segment.starts_with(kAppId) || !is_guid(segment.substr(kAppId.size()))) return std::nullopt;
  return ClientId(ascii_lower(segment.substr(kAppId.size())));
}

}  // namespace sallyport::directory::graph
