// The query options of a request to Graph: $filter, $select, $top, $count, $search, $expand, $orderby and $skiptoken.
// They are read strictly: an option that is unknown or written wrongly is refused, so that a mistake in a client shows.
// Values only; every function is pure.
// Source: OData 4.01 Part 2, 5.1; Microsoft Graph, "Use query parameters to customize responses".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "directory/odata/entity_type.h"
#include "directory/odata/fault.h"
#include "directory/odata/filter.h"

namespace sallyport::directory::odata {

inline constexpr std::size_t kMaxTop = 999;
inline constexpr std::size_t kDefaultTop = 100;
inline constexpr std::size_t kMaxSearch = 256;  // bytes of one search text
inline constexpr std::size_t kMaxSearchClauses = 10;

// "displayName:text" finds entities whose display name has words that begin with the words of the text. Clauses are
// joined by OR, or by AND; the two cannot be mixed.
struct Search {
  struct Clause {
    std::string property;
    std::string text;
    bool operator==(const Clause&) const = default;
  };
  std::vector<Clause> clauses;
  bool all_of = false;  // joined by AND

  bool operator==(const Search&) const = default;
};

struct Ordering {
  std::string property;
  bool descending = false;
  bool operator==(const Ordering&) const = default;
};

// A related collection that the answer includes: "owners", or "owners($select=id,displayName)".
struct Expand {
  std::string name;
  std::vector<std::string> select;
  bool operator==(const Expand&) const = default;
};

// Where the next page begins. The text of $skiptoken is opaque to clients, but it holds nothing secret: whatever a
// client writes there, it only chooses among the rows of its own tenant.
struct SkipToken {
  std::string after;     // as the store wrote it
  std::size_t skip = 0;  // rows after that which earlier pages have shown
  bool operator==(const SkipToken&) const = default;
};
std::string print(const SkipToken& token);

struct Query {
  std::vector<std::string> select;  // empty: what the type shows always
  std::optional<Expression> filter;
  std::optional<std::size_t> top;
  bool count = false;
  std::optional<Search> search;
  std::optional<Expand> expand;
  std::optional<Ordering> order;
  SkipToken skip;

  std::size_t page_size() const { return top.value_or(kDefaultTop); }
};

// What the endpoint can do beyond the type's table.
struct Endpoint {
  bool is_list = true;                       // false: only $select and $expand
  bool eventual = false;                     // the request has the header "ConsistencyLevel: eventual"
  std::vector<std::string_view> expandable;  // names for $expand
};

// `text` is the query without '?'. Names may be written without the '$', as in Graph v1.0.
Faulty<Query> parse_query(std::string_view text, const EntityType& type, const Endpoint& endpoint);

// Whether a text satisfies one search text: each word of the search begins a word of the text, in any case.
bool text_matches(std::string_view text, std::string_view search);
bool matches(const Search& search, const json::Object& entity);

// The entity with only what the query selects, in the order of the type's table. "@odata.type" always stays.
json::Object project(const json::Object& entity, const std::vector<std::string>& select, const EntityType& type);

}  // namespace sallyport::directory::odata
