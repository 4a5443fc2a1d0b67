#include "gateway/call/error_shape.h"

#include <algorithm>
#include <array>
#include <string>

#include "http/url.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kScimErrorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";

// OpenMetadata's: {"code":401,"message":"…"}.
json::Object print_code_and_message(int status, std::string_view message) {
  return {{"code", status}, {"message", message}};
}

constexpr std::array kErrorShapes{
    ErrorShape{kScimRoot, "application/scim+json; charset=utf-8", print_scim_error},
    ErrorShape{{}, "application/json", print_code_and_message},
};

}  // namespace

json::Object print_scim_error(int status, std::string_view detail) {
  return {{"schemas", json::Array{kScimErrorSchema}}, {"status", std::to_string(status)}, {"detail", detail}};
}

const ErrorShape& error_shape_of(std::string_view path) {
  return *std::ranges::find_if(kErrorShapes, [path](const ErrorShape& shape) {
    return shape.root.empty() || http::path_is_under(path, shape.root);
  });
}

}  // namespace sallyport::gateway
