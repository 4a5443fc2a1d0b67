// A query is refused or becomes bounded values. A filter gives an answer for every entity, and `not` gives the opposite
// one.
#include <array>

#include "directory/odata/query.h"
#include "fuzz/fuzz.h"

using namespace sallyport::directory::odata;

namespace {

constexpr std::array kProperties{
    Property{"id", Type::text, May::filter},
    Property{"displayName", Type::text, May::everything},
    Property{"accountEnabled", Type::boolean, May::filter},
    Property{"createdDateTime", Type::time, May::filter_and_sort},
    Property{"status", Type::object, May::only_select},
    Property{"status/errorCode", Type::integer, May::filter},
    Property{"identifierUris", Type::texts, May::filter},
    Property{"appRoles", Type::objects, May::filter},
    Property{"appRoles/value", Type::text, May::filter},
};
constexpr EntityType kType{"thing", "Thing", "things", kProperties};

std::size_t depth_of(const Expression& filter) {
  std::size_t deepest = 0;
  for (const Expression& operand : filter.operands) deepest = std::max(deepest, depth_of(operand));
  return deepest + 1;
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  static const auto entity = json::parse_object(
      R"({"id":"a","displayName":"A b","accountEnabled":true,"createdDateTime":"2026-11-29T10:00:00Z",
          "status":{"errorCode":5},"identifierUris":["api://a"],"appRoles":[{"value":"x"},{}]})");
  const auto query = parse_query(text, kType, {true, true, {"owners"}});
  if (!query) {
    require(!query.error().message.empty());
    return;
  }
  require(query->page_size() >= 1 && query->page_size() <= kMaxTop);
  const auto shown = project(*entity, query->select, kType);
  require(shown.size() <= entity->size());
  if (query->search) (void)matches(*query->search, *entity);
  if (!query->filter) return;
  require(depth_of(*query->filter) <= 4 * kMaxDepth);
  Expression negation;
  negation.kind = Expression::Kind::negation;
  negation.operands.push_back(*query->filter);
  require(matches(negation, *entity) != matches(*query->filter, *entity));
}
