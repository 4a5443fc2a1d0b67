// What a client asks of a list, in the query of a GET or in the body of a search. Sorting is not offered, and a request
// for it is refused, because an answer in another order would be a wrong one. Source: RFC 7644 3.4.2 and 3.4.3.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "http/form.h"
#include "identity/scim/filter.h"
#include "identity/scim/projection.h"

namespace sallyport::gateway {

inline constexpr std::size_t kDefaultScimPage = 100;
inline constexpr std::size_t kMaxScimPage = 200;

struct ScimQuery {
  std::optional<scim::Filter> filter{};
  scim::Projection projection{};
  std::size_t start = 1;                 // the place of the first one that is shown
  std::size_t count = kDefaultScimPage;  // at most so many are shown
};

// Errors: those of parse_filter() and Projection::parse(); malformed/"scim_value" (a number that is none, or sorting);
// "form_duplicate".
Result<ScimQuery> parse_scim_query(scim::ResourceKind kind, const http::Form& query);

// A SearchRequest. Errors: the same.
Result<ScimQuery> parse_scim_search(scim::ResourceKind kind, const json::Object& body);

// {"schemas":[…ListResponse],"totalResults":2,"startIndex":1,"itemsPerPage":2,"Resources":[…]}
json::Object print_scim_list(std::size_t total, std::size_t start, json::Array resources);

}  // namespace sallyport::gateway
