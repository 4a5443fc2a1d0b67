#include "oidc/op/authorization_response.h"

namespace sallyport::oidc::op {
namespace {

std::string with_path(std::string_view uri) {
  const std::size_t scheme = uri.find("://");
  if (!uri.starts_with("http") || scheme == std::string_view::npos)
    return std::string(uri);  // URIs with a private-use scheme stay as they are
  const std::size_t authority = scheme + 3;
  const std::size_t path = uri.find_first_of("/?", authority);
  if (path != std::string_view::npos && uri[path] == '/') return std::string(uri);
  const std::size_t end = path == std::string_view::npos ? uri.size() : path;
  return std::string(uri.substr(0, end)) + "/" + std::string(uri.substr(end));
}

}  // namespace

std::optional<ResponseMode> parse_response_mode(std::string_view name) {
  if (name == "query") return ResponseMode::query;
  if (name == "fragment") return ResponseMode::fragment;
  if (name == "form_post") return ResponseMode::form_post;
  return std::nullopt;
}

std::string redirect_location(std::string_view redirect_uri, ResponseMode mode, const http::Form& fields) {
  const std::string uri = with_path(redirect_uri);
  if (mode == ResponseMode::fragment) return uri + "#" + fields.print();
  return http::with_query(uri, fields) + "#";
}

}  // namespace sallyport::oidc::op
