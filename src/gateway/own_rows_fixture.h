// For tests only: requests to the rows of our own addresses.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "gateway/own_routes.h"
#include "http/method.h"

namespace sallyport::gateway::testing {

// A path that the row answers.
inline std::string example(const OwnRow& row) {
  std::string path;
  for (std::size_t i = 0; i < row.path.size(); ++i) {
    const auto [kind, literal] = row.path.shape(i);
    path += '/';
    path += kind == http::PathTemplate::Kind::literal  ? std::string(literal)
            : kind == http::PathTemplate::Kind::guid   ? "6f1c2d3e-0000-4000-8000-00000000000a"
            : kind == http::PathTemplate::Kind::number ? "7"
                                                       : "a";
  }
  return path;
}

// All methods that are answered at the row's path, by this row or by others.
inline http::Methods methods_at(const OwnRow& row) {
  return find_own(http::Method::get, example(row), "/callback").allowed();
}

// The name of a method that the row answers.
inline std::string_view method_of(const OwnRow& row) {
  return std::ranges::find_if(http::kMethodTable, [&](const auto& one) { return row.methods.contain(one.method); })
      ->name;
}

}  // namespace sallyport::gateway::testing
