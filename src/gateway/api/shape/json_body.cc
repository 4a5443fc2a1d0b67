#include "gateway/api/shape/json_body.h"

#include "base/text.h"

namespace sallyport::gateway {

Result<json::Value> read_json_body(const Call& call, std::string_view type) {
  const std::string_view given = call.request.header("Content-Type").value_or("");
  if (!ascii_iequals(trim(given.substr(0, given.find(';'))), type))
    return failure(Kind::malformed, "body_type", "RFC 9110 8.3", "The Content-Type must be " + std::string(type));
  auto value = json::parse(call.request.body);
  if (value) return value;
  Error error = std::move(value).error();
  if (error.detail.empty())
    error.detail = "The body is not JSON that can be read without doubt: " + std::string(error.reason);
  return Failure(std::move(error));
}

Result<json::Object> read_json_object(const Call& call) {
  SALLYPORT_TRY(auto value, read_json_body(call, kJsonType));
  json::Object* const object = value.as_object();
  if (!object) return failure(Kind::malformed, "json_not_object", {}, "The body must be an object");
  return std::move(*object);
}

}  // namespace sallyport::gateway
