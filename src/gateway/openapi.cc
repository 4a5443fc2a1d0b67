#include "gateway/openapi.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "gateway/api/scim/scim_bodies.h"
#include "gateway/api/shape/common_shapes.h"
#include "gateway/openapi_schema.h"

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

json::Object query_parameter(std::string_view name) {
  return {{"name", name}, {"in", "query"}, {"schema", json::Object{{"type", "string"}}}};
}

json::Array print_parameters(const OwnRow& row, const DescribedPath& path) {
  json::Array out;
  for (const PathParameter& parameter : path.parameters)
    out.emplace_back(
        json::Object{{"name", parameter.name}, {"in", "path"}, {"required", true}, {"schema", schema_of(parameter)}});
  for (const std::string_view name : row.traits.query) out.emplace_back(query_parameter(name));
  if (row.traits.gives.form == Form::page)
    for (const std::string_view name : kPageParameters) out.emplace_back(query_parameter(name));
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

bool is_scim(const DescribedPath& path) {
  return path.text.starts_with("/scim/");
}

std::string_view media_type(const Body& body, const DescribedPath& path) {
  switch (body.form) {
    case Form::text:
      return "text/plain";
    case Form::ndjson:
      return "application/x-ndjson";
    case Form::patch:
      return "application/json-patch+json";
    default:
      return is_scim(path) ? "application/scim+json" : "application/json";
  }
}

json::Object content_of(std::string_view type, json::Object schema) {
  json::Object content;
  content.set(type, json::Object{{"schema", std::move(schema)}});
  return content;
}

json::Object print_success(const OwnRow& row, const DescribedPath& path, SchemaBook& book) {
  const Body& gives = row.traits.gives;
  json::Object out{{"description", "It is done."}};
  if (gives.form != Form::none) out.set("content", content_of(media_type(gives, path), book.schema_of(gives)));
  return out;
}

// What is refused before the endpoint is called has the general shape, also below /scim.
json::Object print_error(std::string_view description, const DescribedPath& path, SchemaBook& book) {
  json::Object content = content_of("application/json", book.reference_to(kErrorShape));
  if (is_scim(path)) content.set("application/scim+json", json::Object{{"schema", book.reference_to(kScimErrorShape)}});
  return {{"description", description}, {"content", std::move(content)}};
}

json::Object print_responses(const OwnRow& row, const DescribedPath& path, SchemaBook& book) {
  json::Object responses{{"2XX", print_success(row, path, book)},
                         {"default", print_error("It is refused, or failed.", path, book)}};
  if (row.who == OwnRows::Who::signed_in) {
    responses.set("401", print_error("Nobody is signed in, or the token is refused.", path, book));
    responses.set("403", print_error("The caller may not do this.", path, book));
  }
  return responses;
}

// A body without a member that must be there may be left out.
bool is_needed(const Body& takes) {
  return takes.form != Form::one || std::ranges::any_of(takes.shape->fields, &Field::needed);
}

json::Object print_operation(const OwnRow& row, http::Method method, const DescribedPath& path, SchemaBook& book) {
  json::Object out{{"operationId", operation_id(ascii_lower(http::row_of(method).name), path.text)}};
  if (json::Array parameters = print_parameters(row, path); !parameters.empty())
    out.set("parameters", std::move(parameters));
  const Body& takes = row.traits.takes;
  if (takes.form != Form::none && row.body_to_read(method) > 0)
    out.set("requestBody", json::Object{{"required", is_needed(takes)},
                                        {"content", content_of(media_type(takes, path), book.schema_of(takes))}});
  out.set("responses", print_responses(row, path, book));
  if (row.who == OwnRows::Who::everybody) out.set("security", json::Array{});
  return out;
}

json::Object print_components(const Site& site, const SchemaBook& book) {
  return {
      {"schemas", book.schemas()},
      {"securitySchemes",
       json::Object{{"bearer", json::Object{{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}}},
                    {"session", json::Object{{"type", "apiKey"}, {"in", "cookie"}, {"name", site.session_cookie}}}}}};
}

}  // namespace

json::Object openapi_document(std::span<const OwnRow> rows, const Site& site, std::string_view version) {
  json::Object paths;
  SchemaBook book;
  for (const OwnRow& row : rows) {
    if (row.label != RouteClass::security_api) continue;
    const DescribedPath path = describe_path(row.path.text());
    json::Value& item = paths[path.text];
    if (item.is_null()) item = json::Object{};
    for (const http::MethodRow& method : http::kMethodTable)
      if (row.methods.contain(method.method))
        item.as_object()->set(ascii_lower(method.name), print_operation(row, method.method, path, book));
  }
  return {{"openapi", "3.1.0"},
          {"info", json::Object{{"title", "Sallyport's security API"}, {"version", version}}},
          {"servers", json::Array{json::Object{{"url", site.address_of("")}}}},
          {"security", json::Array{json::Object{{"bearer", json::Array{}}}, json::Object{{"session", json::Array{}}}}},
          {"paths", std::move(paths)},
          {"components", print_components(site, book)}};
}

}  // namespace sallyport::gateway
