// The paths that a product serves, as rows of one table.
// A row says which methods and paths it answers, who may call it, where it runs, how much body it reads, and which
// function answers. A path without a row does not exist. The compiler builds the table. It refuses a row that does not
// say who may call it or where it runs, two rows that answer the same method and path, a wrong path template, and a
// method that is never served. A table is immutable, so every thread may search it. A look-up does not allocate.
//
//   struct Rows {                          // the types that the product chooses
//     enum class Who { everybody, administrators };
//     using Label = std::string_view;
//     using Traits = std::monostate;
//     using Function = http::Response (*)(const Call&);
//   };
//   constexpr http::RouteTable kTable{std::to_array<http::Route<Rows>>({
//       {.methods = Method::get, .path = "/users/{id:guid}", .who = Rows::Who::everybody, .runs = Runs::on_worker,
//        .label = "users", .function = show_user},
//   })};
//   const auto found = kTable.find(Method::get, "/users/6f1c…");   // found.row, found.parameters["id"]
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "http/method.h"
#include "http/path_template.h"

namespace sallyport::http {

// A field that must be set: it has no default, so an aggregate initializer without it does not compile.
template <class T>
class Stated {
 public:
  constexpr Stated(T value) : value_(value) {}
  constexpr operator T() const { return value_; }

 private:
  T value_;
};

enum class Runs : std::uint8_t {
  on_loop,    // on the event loop: answers immediately and never blocks
  on_worker,  // on a worker thread: may block on ports
};

// Who answers if the configuration routes the same path to an upstream. All rows of one path have the same value.
enum class Precedence : std::uint8_t {
  ours,           // this row, always
  unless_routed,  // the upstream, whichever it is; for "/"
  unless_behind,  // the upstream if it serves the same API itself, otherwise this row
};

// One row. `Product` names four types: Who (a closed enum), Label, Traits and Function.
template <class Product>
struct Route {
  Methods methods;
  PathTemplate path;
  Stated<typename Product::Who> who;
  Stated<Runs> runs;
  std::size_t body_limit = 0;  // the most bytes of body that are read before the function is called; 0: none
  Precedence precedence = Precedence::ours;
  typename Product::Label label{};    // the name of the row in metrics
  typename Product::Traits traits{};  // further properties, as the product needs them
  typename Product::Function function{};

  // The most bytes of body to read for a request with this method; 0 if the method gives a body no meaning.
  constexpr std::size_t body_to_read(Method method) const {
    return row_of(method).content == Content::meant ? body_limit : 0;
  }
};

// The result of a look-up.
template <class Row>
struct Found {
  std::span<const Row> rows;  // all rows of the path; empty: the table does not have the path
  const Row* row = nullptr;   // the row that answers the method; null: answer 404 if `rows` is empty, otherwise 405
  Parameters parameters;      // of `row`; views into the path that was looked up

  // The methods that the path answers. The Allow header of a 405 is print(allowed()).
  Methods allowed() const {
    Methods all;
    for (const Row& one : rows) all |= one.methods;
    return all;
  }
};

// A range of sorted templates, from index `first` to before index `last`.
struct TemplateRange {
  std::size_t first = 0;
  std::size_t last = 0;

  bool empty() const { return first == last; }
};

// Finds the templates that match the path; all of them have the same shape. If several shapes match, compare the first
// segment in which they differ: the narrower kind wins, in the order literal, guid, number, text, path. The templates
// must be sorted by compare_shapes().
TemplateRange find_templates(std::span<const PathTemplate> sorted, std::string_view path);

constexpr std::strong_ordering compare_shapes(const PathTemplate& a, const PathTemplate& b) {
  for (std::size_t i = 0; i < kMaxSegments; ++i)
    if (const auto order = a.shape(i) <=> b.shape(i); order != 0) return order;
  return std::strong_ordering::equal;
}

template <class Row, std::size_t N>
class RouteTable {
 public:
  consteval RouteTable(std::array<Row, N> rows) : RouteTable(std::move(rows), Sorted{}) {
    if (const char* const problem = problem_with(rows_)) throw problem;  // the compiler shows this line
  }

  // Says what is wrong with the rows, which must be sorted by path. Null if nothing is wrong.
  static constexpr const char* problem_with(const std::array<Row, N>& sorted);

  // Every row, sorted by path.
  constexpr std::span<const Row> rows() const { return rows_; }

  // Looks a canonical path up; see Found. The path decides before the method: if the rows of the narrowest template do
  // not answer the method, the result is a 405, even if a broader template also matches and answers it.
  Found<Row> find(Method method, std::string_view path) const;

  // Whether a path of this table may begin with these segments, in upper or lower case; see
  // PathTemplate::may_lie_below.
  bool has_row_below(std::string_view beginning) const {
    return std::ranges::any_of(templates_, [&](const PathTemplate& path) { return path.may_lie_below(beginning); });
  }

 private:
  struct Sorted {};

  constexpr RouteTable(std::array<Row, N> rows, Sorted)
      : rows_(sort(std::move(rows))), templates_(templates_of(rows_, std::make_index_sequence<N>())) {}

  static constexpr std::array<Row, N> sort(std::array<Row, N> rows) {
    std::ranges::sort(rows, [](const Row& a, const Row& b) { return compare_shapes(a.path, b.path) < 0; });
    return rows;
  }
  template <std::size_t... I>
  static constexpr std::array<PathTemplate, N> templates_of(const std::array<Row, N>& rows, std::index_sequence<I...>) {
    return {rows[I].path...};
  }

  std::array<Row, N> rows_;
  std::array<PathTemplate, N> templates_;  // copies from rows_, close together to make the search fast
};

template <class Row, std::size_t N>
constexpr const char* RouteTable<Row, N>::problem_with(const std::array<Row, N>& sorted) {
  for (std::size_t i = 0; i < N; ++i) {
    const Row& row = sorted[i];
    if (row.methods.empty()) return "a row names no method";
    if (row.methods.overlap(kNeverServed)) return "a row names a method that is never served";
    if (row.function == nullptr) return "a row has no function";
    for (std::size_t k = i; k > 0 && compare_shapes(sorted[k - 1].path, row.path) == 0; --k) {
      if (row.methods.overlap(sorted[k - 1].methods)) return "two rows answer the same method and path";
      if (sorted[k - 1].precedence != row.precedence) return "two rows of one path differ in precedence";
    }
  }
  return nullptr;
}

template <class Row, std::size_t N>
Found<Row> RouteTable<Row, N>::find(Method method, std::string_view path) const {
  const TemplateRange range = find_templates(templates_, path);
  Found<Row> found{std::span<const Row>(rows_).subspan(range.first, range.last - range.first), nullptr, {}};
  for (const Row& row : found.rows) {
    if (!row.methods.contain(method)) continue;
    found.row = &row;
    found.parameters = row.path.match(path).value_or(Parameters{});
  }
  return found;
}

}  // namespace sallyport::http
