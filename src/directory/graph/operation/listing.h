// Answers a request for a list of entities: reads the query, takes pages from the store, filters and projects the
// entities, and says where the next page begins.
// The store answers what it has an index for. All other filters are evaluated over the store's pages, at most
// kMostScanned rows for each request. A page that ends early for that reason has a nextLink, as Graph allows.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "directory/graph/operation/operation.h"
#include "directory/odata/query.h"

namespace sallyport::directory::graph {

inline constexpr std::size_t kMostScanned = 2000;
inline constexpr std::size_t kMostCounted = 20000;  // rows of which a filter is counted

// A page of entities, in full.
struct Entities {
  std::vector<json::Object> rows;
  std::string next;  // empty on the last page
  std::optional<std::size_t> count;
};

// Takes one page from a store and prints its rows.
using Source = std::function<Answered<Entities>(const entra::PageRequest&)>;

// What the query's $expand names, of a full entity.
using Expansion = std::function<Answered<json::Value>(const json::Object& entity, const odata::Expand& expand)>;

// Finds the entity that has this value, without the list; nothing if there is none in the caller's tenant.
using Find = std::function<Answered<std::optional<json::Object>>(const std::string& value)>;

// How the store answers for these entities.
enum class Index {
  names,  // it searches by display name, and sorts by name or creation
  none,   // it only pages, in its own order
};

struct Listing {
  const odata::EntityType& type;
  Source source;
  Index index = Index::names;
  std::string_view order = "createdDateTime";  // the store's own order, as $orderby names it: "createdDateTime desc"
  std::vector<std::pair<std::string_view, Find>> lookups = {};  // property and function, for "id eq 'x'" and the like
  std::vector<std::string_view> expandable = {};
  Expansion expand = {};
  std::string_view set = {};  // for the context; empty: the type's
};

Answered<http::Response> list(const Call& call, const Listing& listing);

// One entity in full, as the query selects it.
struct Single {
  const odata::EntityType& type;
  std::vector<std::string_view> expandable = {};
  Expansion expand = {};
};
Answered<http::Response> show(const Call& call, const Single& single, const json::Object& entity);

// Prints the rows of a store's page.
template <class T, class Print>
Answered<Entities> print_page(Result<entra::Page<T>> page, const Print& print_row) {
  if (!page) return tl::unexpected(to_refusal(page.error()));
  Entities entities;
  entities.next = std::move(page->next);
  entities.count = page->count;
  for (const T& row : page->rows) {
    Answered<json::Object> printed = print_row(row);
    if (!printed) return tl::unexpected(printed.error());
    entities.rows.push_back(*std::move(printed));
  }
  return entities;
}

// A source over ids that are all at hand. `print_row` gives nothing for what is gone in the meantime.
Source source_over(std::vector<entra::ObjectId> ids, Find print_row);

}  // namespace sallyport::directory::graph
