// A filter of SCIM is refused with a column, or becomes a bounded tree. Whatever it asks, it and its negation are
// opposites.
#include "fuzz/fuzz.h"
#include "identity/scim/filter.h"

using namespace sallyport::scim;

namespace {

std::size_t depth_of_filter(const Filter& filter) {
  std::size_t deepest = 0;
  for (const Filter& operand : filter.operands) deepest = std::max(deepest, depth_of_filter(operand));
  return deepest + 1;
}

const sallyport::json::Object& somebody() {
  static const auto document = sallyport::json::parse_object(
      R"({"id":"1","userName":"ann","active":true,"emails":[{"value":"a","type":"work"}]})");
  return *document;
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  (void)parse_target(ResourceKind::user, text);
  const auto filter = parse_filter(ResourceKind::user, text);
  if (!filter) {
    require(filter.error().reason == "scim_filter" && filter.error().detail.starts_with("column "));
    return;
  }
  require(depth_of_filter(*filter) <= 5 * (kMaxFilterDepth + 1));
  const auto negated = parse_filter(ResourceKind::user, "not (" + std::string(text) + ")");
  if (!negated) return;  // too long or too deep by now
  require(fits(*filter, somebody()) != fits(*negated, somebody()));
}
