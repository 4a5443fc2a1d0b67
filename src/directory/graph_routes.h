// Graph's operations (graph/operations.h) as rows of the directory's route table: one row for each operation, and one
// for the preflight of each path. Only routes.cc includes this header.
#pragma once

#include <array>
#include <utility>

#include "directory/call/limits.h"
#include "directory/graph/operations.h"
#include "directory/routes.h"

namespace sallyport::directory {

template <std::size_t I>
http::Response run_operation(const Rooms& rooms, const Exchange& exchange) {
  return graph::run(graph::kOperations[I], rooms.graph, exchange);
}

template <std::size_t I>
http::Response preflight_operation(const Rooms&, const Exchange&) {
  http::Methods methods = http::Method::options;
  for (const graph::Operation& each : graph::kOperations)
    if (each.path.text() == graph::kOperations[I].path.text()) methods |= each.method;
  return graph::preflight(methods);
}

constexpr Route graph_route(http::Methods methods, http::PathTemplate path, Who who, http::Runs runs,
                            RouteWords::Function function) {
  return {.methods = methods,
          .path = path,
          .who = who,
          .runs = runs,
          .body_limit = limits::kGraphBody,
          .label = "graph",
          .traits = Shape::graph,
          .function = function};
}

// Whether the operation is the first one of its path.
constexpr bool begins_path(std::size_t i) {
  return i == 0 || graph::kOperations[i - 1].path.text() != graph::kOperations[i].path.text();
}

inline constexpr std::size_t kGraphPaths = [] {
  std::size_t count = 0;
  for (std::size_t i = 0; i < graph::kOperations.size(); ++i)
    if (begins_path(i)) ++count;
  return count;
}();

// The indexes of the operations that begin a path.
inline constexpr auto kStarts = [] {
  std::array<std::size_t, kGraphPaths> starts{};
  std::size_t next = 0;
  for (std::size_t i = 0; i < graph::kOperations.size(); ++i)
    if (begins_path(i)) starts[next++] = i;
  return starts;
}();

inline constexpr auto kGraphRoutes =
    []<std::size_t... I, std::size_t... P>(std::index_sequence<I...>, std::index_sequence<P...>) {
      return std::array<Route, sizeof...(I) + sizeof...(P)>{
          graph_route(graph::kOperations[I].method, graph::kOperations[I].path, Who::bearer, http::Runs::on_worker,
                      run_operation<I>)...,
          graph_route(http::Method::options, graph::kOperations[kStarts[P]].path, Who::anybody,
                      http::Runs::on_loop, preflight_operation<kStarts[P]>)...};
    }(std::make_index_sequence<graph::kOperations.size()>(), std::make_index_sequence<kGraphPaths>());

// Two tables as one.
template <std::size_t A, std::size_t B>
constexpr std::array<Route, A + B> joined(const std::array<Route, A>& a, const std::array<Route, B>& b) {
  return [&]<std::size_t... I, std::size_t... K>(std::index_sequence<I...>, std::index_sequence<K...>) {
    return std::array<Route, A + B>{a[I]..., b[K]...};
  }(std::make_index_sequence<A>(), std::make_index_sequence<B>());
}

}  // namespace sallyport::directory
