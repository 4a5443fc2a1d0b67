// All rows in the order of the reference. To add a key, add a row to one of the three tables, and the code in
// config/build that reads it. A test finds rows that no code reads.
#include <algorithm>
#include <array>

#include "app/config/schema/schema_authentication.h"
#include "app/config/schema/schema_authorizer.h"
#include "app/config/schema/schema_ours.h"

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
