// All rows in the order of the reference. To add a key: a row in one of the three tables, and the line in build_*.cc
// that reads it (a test finds rows nobody reads).
#include <algorithm>
#include <array>

#include "app/config/schema_authentication.h"
#include "app/config/schema_authorizer.h"
#include "app/config/schema_ours.h"

namespace sallyport::app::config {

std::span<const Row> schema() {
  static constexpr auto kRows = [] {
    std::array<Row, kOurRows.size() + kAuthenticationRows.size() + kAuthorizerRows.size()> all;
    auto end = std::ranges::copy(kOurRows, all.begin()).out;
    end = std::ranges::copy(kAuthenticationRows, end).out;
    std::ranges::copy(kAuthorizerRows, end);
    return all;
  }();
  return kRows;
}

}  // namespace sallyport::app::config
