#include "gateway/api/scim/scim_query.h"

#include <algorithm>

#include "base/text.h"
#include "gateway/api/scim/scim_bodies.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kListSchema = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

Failure wrong_number(std::string_view name) {
  return failure(Kind::malformed, "scim_value", "RFC 7644 3.4.2.4", std::string(name) + " must be a number");
}

// RFC 7644 3.4.2.4: less than the least counts as the least.
Result<std::size_t> bounded_number(const std::optional<std::string>& text, std::string_view name, std::size_t least,
                                   std::size_t otherwise) {
  if (!text || text->empty()) return otherwise;
  const auto number = parse_decimal(*text);
  if (!number) return wrong_number(name);
  return *number < static_cast<long long>(least) ? least : static_cast<std::size_t>(*number);
}

Failure no_sorting() {
  return failure(Kind::malformed, "scim_value", "RFC 7644 3.4.2.3", "Sorting is not offered");
}

}  // namespace

Result<ScimQuery> parse_scim_query(scim::ResourceKind kind, const http::Form& form) {
  ScimQuery query;
  if (!form.text("sortBy").empty()) return no_sorting();
  SALLYPORT_TRY(const auto filter, form.one("filter"));
  if (filter && !filter->empty()) {
    SALLYPORT_TRY(query.filter, scim::parse_filter(kind, *filter));
  }
  SALLYPORT_TRY(const auto attributes, form.one("attributes"));
  SALLYPORT_TRY(const auto excluded, form.one("excludedAttributes"));
  SALLYPORT_TRY(query.projection, scim::Projection::parse(kind, attributes.value_or(""), excluded.value_or("")));
  SALLYPORT_TRY(const auto start, form.one("startIndex"));
  SALLYPORT_TRY(query.start, bounded_number(start, "startIndex", 1, 1));
  SALLYPORT_TRY(const auto count, form.one("count"));
  SALLYPORT_TRY(query.count, bounded_number(count, "count", 0, kDefaultScimPage));
  query.count = std::min(query.count, kMaxScimPage);
  return query;
}

Result<ScimQuery> parse_scim_search(scim::ResourceKind kind, const json::Object& body) {
  http::Form form;
  if (body.contains("sortBy")) return no_sorting();
  for (const std::string_view name : kScimParameters) {
    const json::Value* const value = body.find(name);
    if (value == nullptr || value->is_null()) continue;
    std::string text;
    if (value->as_string()) {
      text = *value->as_string();
    } else if (value->as_integer()) {
      text = std::to_string(*value->as_integer());
    } else if (value->as_array()) {
      for (const json::Value& one : *value->as_array())
        text += (text.empty() ? "" : ",") + (one.as_string() ? *one.as_string() : std::string());
    } else {
      return failure(Kind::malformed, "scim_value", "RFC 7644 3.4.3", std::string(name) + " has a wrong type");
    }
    form.add(name, text);
  }
  return parse_scim_query(kind, form);
}

json::Object print_scim_list(std::size_t total, std::size_t start, json::Array resources) {
  return {{"schemas", json::Array{kListSchema}},
          {"totalResults", static_cast<std::int64_t>(total)},
          {"startIndex", static_cast<std::int64_t>(start)},
          {"itemsPerPage", static_cast<std::int64_t>(resources.size())},
          {"Resources", std::move(resources)}};
}

}  // namespace sallyport::gateway
