// One kind of rows of the directory in memory, numbered in the order of their creation, and pages of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/result.h"
#include "entra/name_index.h"
#include "entra/page.h"

namespace sallyport::stores {

template <class T>
struct Table {
  std::map<std::int64_t, T> rows;
  std::int64_t next = 1;

  void add(T value) { rows.emplace(next++, std::move(value)); }

  // The first row for which `matches` holds; null if there is none.
  T* find(const auto& matches) {
    const auto at = std::ranges::find_if(rows, [&](const auto& row) { return matches(row.second); });
    return at == rows.end() ? nullptr : &at->second;
  }
  const T* find(const auto& matches) const { return const_cast<Table*>(this)->find(matches); }

  std::size_t remove(const auto& matches) {
    return std::erase_if(rows, [&](const auto& row) { return matches(row.second); });
  }
};

// Whether the row begins one of its words with each piece of the search, and has the name that the request wants.
template <class T>
bool is_wanted(const T& row, const entra::PageRequest& request) {
  const std::string name = entra::fold_name(row.display_name);
  if (!request.name.empty() && name != entra::fold_name(request.name)) return false;
  if (!name.starts_with(entra::fold_name(request.name_prefix))) return false;
  const auto words = entra::words_of(row);
  return std::ranges::all_of(entra::search_pieces(request.search), [&](const std::string& piece) {
    return std::ranges::any_of(words, [&](const std::string& word) { return word.starts_with(piece); });
  });
}

// One page of the rows for which `matches` holds. `name` is what rows are ordered by if the request asks for that.
template <class T>
Result<entra::Page<T>> page_of(const Table<T>& table, const entra::PageRequest& request, const auto& matches,
                               const auto& name) {
  SALLYPORT_TRY(const auto after, entra::check_page(request));
  const bool by_name = request.order == entra::Order::name;
  std::vector<std::pair<entra::PagePlace, const T*>> all;
  for (const auto& [number, row] : table.rows)
    if (matches(row)) all.push_back({{number, by_name ? name(row) : std::string()}, &row});
  const auto key = [](const auto& each) { return std::tie(each.first.name, each.first.number); };
  std::ranges::sort(all, {}, key);
  entra::Page<T> page;
  if (request.count) page.count = all.size();
  for (const auto& [place, row] : all) {
    if (after && std::tie(place.name, place.number) <= std::tie(after->name, after->number)) continue;
    if (page.rows.size() == request.limit) return page;
    page.rows.push_back(*row);
    page.next = entra::print_place(place);
  }
  page.next.clear();
  return page;
}

}  // namespace sallyport::stores
