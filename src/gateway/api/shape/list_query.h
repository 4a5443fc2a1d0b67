// What a client asks of a list, and which part of the list answers it. A page follows an entry or precedes one, so that
// entries which come and go meanwhile are neither shown twice nor skipped. Source: OpenMetadata, Lists.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "http/form.h"

namespace sallyport::gateway {

inline constexpr std::size_t kDefaultPage = 10;
inline constexpr std::size_t kMaxPage = 1000;

enum class Include : std::uint8_t { non_deleted, deleted, all };

// Whether an entity that is softly deleted, or is not, belongs to the answer.
bool is_included(Include include, bool deleted);

// The parameter `include` of a query. Errors: malformed/"list_include"; "form_duplicate".
Result<Include> parse_include(const http::Form& query);

// The parameter `fields`: members of an entity that are left out unless a client asks for them. "*" asks for all.
class Fields {
 public:
  // Errors: malformed/"list_fields" (the detail names the field that does not exist); "form_duplicate".
  static Result<Fields> parse(const http::Form& query, std::span<const std::string_view> known);

  static Fields all(std::span<const std::string_view> known);

  bool has(std::string_view name) const;

 private:
  std::vector<std::string> names_;
};

struct ListQuery {
  std::string list{};                   // names the list with its filters, for cursors
  std::size_t limit = kDefaultPage;     // 0: only the total is asked for
  std::optional<std::string> after{};   // the key of the entry that the page follows
  std::optional<std::string> before{};  // or of the one that it precedes
  Include include = Include::non_deleted;
};

// Reads limit, after, before and include. `list` is the noun; `filters` names the parameters that select entries.
// Errors (malformed): "list_limit" (not 0 to 1000), "list_cursor" (forged, of another list, or both were given),
// "list_include"; "form_duplicate".
Result<ListQuery> parse_list_query(const http::Form& query, std::string_view list,
                                   std::span<const std::string_view> filters = {});

// A range of the sorted keys of a whole list: from index `first` to before index `last`.
struct PageRange {
  std::size_t first = 0;
  std::size_t last = 0;
};
PageRange page_of(std::span<const std::string> sorted_keys, const ListQuery& query);

// What a page tells of the rest of the list: the keys of its ends, if there are entries beyond them.
struct Paging {
  std::size_t total = 0;
  std::optional<std::string> before{};  // the key of the first entry
  std::optional<std::string> after{};   // the key of the last entry
};
Paging paging_of(std::span<const std::string> sorted_keys, const PageRange& range);

// {"data":[…],"paging":{"total":…,"after":…,"before":…}}. OpenMetadata leaves an absent cursor out.
json::Object print_list(const ListQuery& query, json::Array data, const Paging& paging);

}  // namespace sallyport::gateway
