#include "directory/call/origins.h"

#include <algorithm>

#include "base/text.h"

namespace sallyport::directory {

std::optional<std::string> Origins::of(const http::Request& request) const {
  const auto host = request.header("Host");
  if (!host) return std::nullopt;
  const std::string text = ascii_lower(*host);
  const std::size_t bracket = text.rfind(']');
  const std::size_t colon = text.find(':', bracket == std::string::npos ? 0 : bracket);
  const std::string name = text.substr(0, colon);
  if (std::ranges::find(names_, name) == names_.end()) return std::nullopt;
  const bool tls = request.peer->tls;
  const int standard = tls ? 443 : 80;
  const auto port =
      colon == std::string::npos ? std::optional<long long>(standard) : parse_decimal(text.substr(colon + 1));
  const int ours = tls ? https_port_ : http_port_;
  if (!port || *port < 1 || *port > 65535 || (ours != 0 && *port != ours)) return std::nullopt;
  const std::string suffix = *port == standard ? "" : ":" + std::to_string(*port);
  return (tls ? "https://" : "http://") + name + suffix;
}

}  // namespace sallyport::directory
