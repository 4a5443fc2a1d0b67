#include "gateway/api/shape/list_query.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "gateway/api/shape/list_cursor.h"

namespace sallyport::gateway {
namespace {

struct IncludeRow {
  std::string_view name;
  Include include;
};

constexpr std::array kIncludes{IncludeRow{"non-deleted", Include::non_deleted}, IncludeRow{"deleted", Include::deleted},
                               IncludeRow{"all", Include::all}};

std::string_view name_of(Include include) {
  return std::ranges::find(kIncludes, include, &IncludeRow::include)->name;
}

Result<std::size_t> parse_limit(const http::Form& query) {
  SALLYPORT_TRY(const auto text, query.one("limit"));
  if (!text || text->empty()) return kDefaultPage;
  const auto number = parse_decimal(*text);
  if (!number || *number < 0 || *number > static_cast<long long>(kMaxPage))
    return failure(Kind::malformed, "list_limit", {}, "limit must be a number from 0 to " + std::to_string(kMaxPage));
  return static_cast<std::size_t>(*number);
}

Result<std::optional<std::string>> parse_end(const http::Form& query, std::string_view name, std::string_view list) {
  SALLYPORT_TRY(const auto text, query.one(name));
  if (!text || text->empty()) return std::optional<std::string>();
  SALLYPORT_TRY(auto key, parse_cursor(list, *text));
  return std::optional(std::move(key));
}

// A list with other filters is another list.
Result<std::string> name_with_filters(const http::Form& query, std::string_view list,
                                      std::span<const std::string_view> filters, Include include) {
  http::Form name;
  name.add("list", list);
  name.add("include", name_of(include));
  for (const std::string_view filter : filters) {
    SALLYPORT_TRY(const auto value, query.one(filter));
    if (value) name.add(filter, *value);
  }
  return name.print();
}

}  // namespace

bool is_included(Include include, bool deleted) {
  return include == Include::all || deleted == (include == Include::deleted);
}

Result<Include> parse_include(const http::Form& query) {
  SALLYPORT_TRY(const auto text, query.one("include"));
  if (!text || text->empty()) return Include::non_deleted;
  const auto row = std::ranges::find(kIncludes, *text, &IncludeRow::name);
  if (row == kIncludes.end())
    return failure(Kind::malformed, "list_include", {}, "include must be all, deleted or non-deleted");
  return row->include;
}

Result<Fields> Fields::parse(const http::Form& query, std::span<const std::string_view> known) {
  Fields fields;
  SALLYPORT_TRY(const auto text, query.one("fields"));
  if (!text) return fields;
  for (const std::string_view piece : split_words(*text, ',')) {
    const std::string_view name = trim(piece);
    if (name.empty()) continue;
    if (name == "*") return all(known);
    if (std::ranges::find(known, name) == known.end())
      return failure(Kind::malformed, "list_fields", {}, "Invalid field name " + std::string(cut_utf8(name, 64)));
    fields.names_.emplace_back(name);
  }
  return fields;
}

Fields Fields::all(std::span<const std::string_view> known) {
  Fields fields;
  fields.names_.assign(known.begin(), known.end());
  return fields;
}

bool Fields::has(std::string_view name) const {
  return std::ranges::find(names_, name) != names_.end();
}

Result<ListQuery> parse_list_query(const http::Form& query, std::string_view list,
                                   std::span<const std::string_view> filters) {
  ListQuery asked;
  SALLYPORT_TRY(asked.include, parse_include(query));
  SALLYPORT_TRY(asked.limit, parse_limit(query));
  SALLYPORT_TRY(asked.list, name_with_filters(query, list, filters, asked.include));
  SALLYPORT_TRY(asked.after, parse_end(query, "after", asked.list));
  SALLYPORT_TRY(asked.before, parse_end(query, "before", asked.list));
  if (asked.after && asked.before)
    return failure(Kind::malformed, "list_cursor", {}, "Only one of before or after query parameter allowed");
  return asked;
}

PageRange page_of(std::span<const std::string> sorted_keys, const ListQuery& query) {
  const auto place = [&](auto at) { return static_cast<std::size_t>(at - sorted_keys.begin()); };
  if (query.before) {
    const std::size_t last = place(std::ranges::lower_bound(sorted_keys, *query.before));
    return {last - std::min(last, query.limit), last};
  }
  const std::size_t first = query.after ? place(std::ranges::upper_bound(sorted_keys, *query.after)) : 0;
  return {first, first + std::min(sorted_keys.size() - first, query.limit)};
}

Paging paging_of(std::span<const std::string> sorted_keys, const PageRange& range) {
  Paging paging{.total = sorted_keys.size()};
  if (range.first == range.last) return paging;
  if (range.first > 0) paging.before = sorted_keys[range.first];
  if (range.last < sorted_keys.size()) paging.after = sorted_keys[range.last - 1];
  return paging;
}

json::Object print_list(const ListQuery& query, json::Array data, const Paging& paging) {
  json::Object ends{{"total", static_cast<std::int64_t>(paging.total)}};
  if (paging.before) ends.set("before", print_cursor(query.list, *paging.before));
  if (paging.after) ends.set("after", print_cursor(query.list, *paging.after));
  return {{"data", std::move(data)}, {"paging", std::move(ends)}};
}

}  // namespace sallyport::gateway
