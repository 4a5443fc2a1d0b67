#include "gateway/openapi.h"

#include <string>
#include <vector>

#include "base/text.h"

namespace sallyport::gateway {
namespace {

// A parameter of a path template: "id" and "guid" for {id:guid}.
struct PathParameter {
  std::string name;
  std::string kind;
};

// A template as OpenAPI writes it, without the kinds, and its parameters.
struct DescribedPath {
  std::string text;
  std::vector<PathParameter> parameters;
};

DescribedPath describe_path(std::string_view text) {
  DescribedPath path;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    path.text += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    const std::string_view parameter = text.substr(open + 1, close - open - 1);
    const std::size_t colon = parameter.find(':');
    const std::string name(parameter.substr(0, colon));
    path.parameters.push_back(
        {name, colon == std::string_view::npos ? "text" : std::string(parameter.substr(colon + 1))});
    path.text += "{" + name + "}";
    text.remove_prefix(close + 1);
  }
  return path;
}

json::Object schema_of(const PathParameter& parameter) {
  if (parameter.kind == "guid") return {{"type", "string"}, {"format", "uuid"}};
  if (parameter.kind == "number") return {{"type", "integer"}};
  return {{"type", "string"}};
}

json::Array print_parameters(const DescribedPath& path) {
  json::Array out;
  for (const PathParameter& parameter : path.parameters)
    out.emplace_back(
        json::Object{{"name", parameter.name}, {"in", "path"}, {"required", true}, {"schema", schema_of(parameter)}});
  return out;
}

// "get_api_v1_roles_id"
std::string operation_id(std::string_view method, std::string_view path) {
  std::string id(method);
  for (const char c : path) {
    if (c == '{' || c == '}') continue;
    id.push_back(c == '/' || c == '.' || c == '-' ? '_' : c);
  }
  return id;
}

json::Object content_of(std::string_view type, json::Object schema) {
  json::Object content;
  content.set(type, json::Object{{"schema", std::move(schema)}});
  return content;
}

json::Object print_responses(OwnRows::Who who) {
  const auto error = [](std::string_view description) {
    return json::Object{{"description", description},
                        {"content", content_of("application/json", {{"$ref", "#/components/schemas/Error"}})}};
  };
  json::Object responses{{"2XX", json::Object{{"description", "It is done."}}},
                         {"default", error("It is refused, or failed.")}};
  if (who == OwnRows::Who::signed_in) {
    responses.set("401", error("Nobody is signed in, or the token is refused."));
    responses.set("403", error("The caller may not do this."));
  }
  return responses;
}

json::Object print_operation(const OwnRow& row, http::Method method, std::string_view name, const DescribedPath& path) {
  json::Object out{{"operationId", operation_id(name, path.text)}};
  if (!path.parameters.empty()) out.set("parameters", print_parameters(path));
  if (row.body_to_read(method) > 0) {
    const std::string_view type = path.text.starts_with("/scim/") ? "application/scim+json"
                                  : method == http::Method::patch ? "application/json-patch+json"
                                                                  : "application/json";
    out.set("requestBody", json::Object{{"content", content_of(type, {})}});
  }
  out.set("responses", print_responses(row.who));
  if (row.who == OwnRows::Who::everybody) out.set("security", json::Array{});
  return out;
}

json::Object print_components(const Site& site) {
  const json::Object error{{"type", "object"},
                           {"required", json::Array{"code", "message"}},
                           {"properties", json::Object{{"code", json::Object{{"type", "integer"}}},
                                                       {"message", json::Object{{"type", "string"}}}}}};
  return {
      {"schemas", json::Object{{"Error", error}}},
      {"securitySchemes",
       json::Object{{"bearer", json::Object{{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}}},
                    {"session", json::Object{{"type", "apiKey"}, {"in", "cookie"}, {"name", site.session_cookie}}}}}};
}

}  // namespace

json::Object openapi_document(std::span<const OwnRow> rows, const Site& site, std::string_view version) {
  json::Object paths;
  for (const OwnRow& row : rows) {
    if (row.label != RouteClass::security_api) continue;
    const DescribedPath path = describe_path(row.path.text());
    json::Value& item = paths[path.text];
    if (item.is_null()) item = json::Object{};
    for (const http::MethodRow& method : http::kMethodTable)
      if (row.methods.contain(method.method))
        item.as_object()->set(ascii_lower(method.name),
                              print_operation(row, method.method, ascii_lower(method.name), path));
  }
  return {{"openapi", "3.1.0"},
          {"info", json::Object{{"title", "Sallyport's security API"}, {"version", version}}},
          {"servers", json::Array{json::Object{{"url", site.address_of("")}}}},
          {"security", json::Array{json::Object{{"bearer", json::Array{}}}, json::Object{{"session", json::Array{}}}}},
          {"paths", std::move(paths)},
          {"components", print_components(site)}};
}

}  // namespace sallyport::gateway
