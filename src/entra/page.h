// Lists of the directory are read in pages, because a tenant may have 100,000 people.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "entra/account.h"

namespace sallyport::entra {

inline constexpr std::size_t kLargestPage = 999;  // as at Microsoft Graph

// The order of a list. Rows with the same name are in the order of their creation.
enum class Order { created, name };

// Which rows a page holds. All conditions that are set must hold. An index serves each of them, so a page takes about
// the same time however many rows the tenant has.
struct PageRequest {
  std::string search = {};       // entra/name_index.h; empty: no condition
  std::string name = {};         // the whole display name, in any case
  std::string name_prefix = {};  // the display name begins with it, in any case
  ObjectId owner = {};           // apps only: the owner is this person or service principal
  Order order = Order::created;
  std::string after = {};   // Page::next of the page before; empty: the first page
  std::size_t limit = 100;  // 1 to kLargestPage
  bool count = false;       // also count the rows of all pages
};

template <class T>
struct Page {
  std::vector<T> rows = {};
  std::string next = {};                  // empty on the last page
  std::optional<std::size_t> count = {};  // only if it was asked for
};

// Calls `each` for every row of all pages.
template <class T>
Result<void> for_each_row(const std::function<Result<Page<T>>(const PageRequest&)>& read,
                          const std::function<Result<void>(const T&)>& each) {
  PageRequest request{.limit = kLargestPage};
  do {
    SALLYPORT_TRY(const auto page, read(request));
    for (const T& row : page.rows) SALLYPORT_CHECK(each(row));
    request.after = page.next;
  } while (!request.after.empty());
  return {};
}

// Where a page ends: the last row's folded name, and its number in the order of creation. A store compares both in the
// order of the request.
struct PagePlace {
  std::int64_t number = 0;
  std::string name;
};

// Prints a place as Page::next, and parses PageRequest::after, which is absent if it is empty. Errors:
// rejected/"page_after".
std::string print_place(const PagePlace& place);
Result<std::optional<PagePlace>> parse_place(std::string_view after);

// Checks the limit and parses the place. Errors: rejected/"page_limit", "page_after".
Result<std::optional<PagePlace>> check_page(const PageRequest& request);

}  // namespace sallyport::entra
