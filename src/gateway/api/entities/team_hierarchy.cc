#include <algorithm>
#include <map>

#include "gateway/api/entities/entity_noun.h"
#include "gateway/api/entities/entity_read.h"
#include "gateway/api/entities/entity_request.h"

namespace sallyport::gateway {
namespace {

using identity::Entity;
using identity::Team;

using Below = std::multimap<std::string, const Entity<Team>*>;  // by the name of the first parent

Below teams_by_parent(const identity::AccessState& state) {
  Below below;
  for (const Entity<Team>& team : state.teams)
    if (!team.header.deleted && !team.content.parents.empty()) below.emplace(team.content.parents.front(), &team);
  return below;
}

// The trees below a parent. The hierarchy has no circle, and its depth is at most kMaxTeamDepth.
json::Array trees_below(const std::string& parent, const Below& below, bool only_joinable, const Site& site) {
  json::Array trees;
  const auto [first, last] = below.equal_range(parent);
  for (auto at = first; at != last; ++at) {
    const Entity<Team>& team = *at->second;
    json::Array children = trees_below(team.content.name, below, only_joinable, site);
    if (only_joinable && !team.content.joinable && children.empty()) continue;
    json::Object tree{{"id", team.header.id.value},
                      {"teamType", name_of(team.content.type)},
                      {"name", team.content.name},
                      {"fullyQualifiedName", team.content.name}};
    if (!team.header.display_name.empty()) tree.set("displayName", team.header.display_name);
    tree.set("href", site.address_of("/api/v1/teams/" + team.header.id.value));
    tree.set("isJoinable", team.content.joinable);
    tree.set("children", std::move(children));
    trees.emplace_back(std::move(tree));
  }
  return trees;
}

Result<Answered> hierarchy_answer(const Call& call, const ApiParts& parts) {
  SALLYPORT_CHECK(authorize(call, parts, "ViewBasic", facts_of<Team>(nullptr)));
  SALLYPORT_TRY(const auto query, query_of(call));
  SALLYPORT_TRY(const bool only_joinable, query_flag(query, "isJoinable"));
  SALLYPORT_TRY(const auto state, parts.access.read());
  json::Array trees =
      trees_below(std::string(identity::kOrganization), teams_by_parent(state), only_joinable, call.site());
  const auto total = static_cast<std::int64_t>(trees.size());
  return Answered{.body = {{"data", std::move(trees)}, {"paging", json::Object{{"total", total}}}}};
}

}  // namespace

http::Outcome show_team_hierarchy(const Call& call, const ApiParts& parts) {
  return answer_with(call, hierarchy_answer(call, parts));
}

}  // namespace sallyport::gateway
