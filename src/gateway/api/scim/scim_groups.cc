#include "gateway/api/scim/scim_groups.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "gateway/api/entities/entity_change.h"
#include "gateway/api/entities/entity_edit.h"
#include "gateway/api/shape/entity_tag.h"
#include "identity/scim/patch.h"
#include "identity/scim/resource.h"

namespace sallyport::gateway {

using identity::AccessChanges;
using identity::AccessState;
using identity::EntityId;
using identity::Provisioned;
using identity::ProvisionedContent;
using identity::ProvisionedGroupStore;
using identity::SeenVersion;
using identity::Team;
using identity::Vocabulary;
using scim::ResourceKind;

namespace {

constexpr std::string_view kGroups = "Groups";
constexpr std::size_t kMembersAtOnce = 1000;
constexpr std::size_t kMembersAudited = 100;
constexpr std::size_t kMembersInRequest = 10'000;

Result<json::Object> document_of_group(const Provisioned& group) {
  auto document = json::parse_object(group.content.document);
  if (!document) return failure(Kind::internal, "scim_document", {}, group.id);
  return document;
}

ProvisionedContent content_of_group(const json::Object& document) {
  return {.name = scim::text_of(document, "displayName"),
          .external_id = scim::text_of(document, "externalId"),
          .active = true,
          .document = json::print(document)};
}

Result<json::Object> print_group_resource(const ScimCall& scim, const Provisioned& group) {
  SALLYPORT_TRY(const auto document, document_of_group(group));
  json::Object out{{"schemas", json::Array{scim::kGroupSchema}}, {"id", group.id}};
  for (const json::Member& member : document) out.set(member.name, member.value);
  out.set("meta", print_meta(scim.call, "Group", kGroups, group));
  return out;
}

json::Object print_member(const ScimCall& scim, const std::string& id) {
  return {{"value", id}, {"$ref", scim_address(scim.call, "Users", id)}, {"type", "User"}};
}

Result<json::Array> all_members(const ScimCall& scim, const std::string& id, MemberRoom* room) {
  json::Array out;
  PersonId last;
  for (;;) {
    SALLYPORT_TRY(const auto page, scim.parts.provisioned_groups.members(scim.client, id, last, kMembersAtOnce));
    if (room) SALLYPORT_CHECK(room->take(page.size()));
    for (const PersonId& member : page) out.emplace_back(print_member(scim, member.value));
    if (page.size() < kMembersAtOnce) return out;
    last = page.back();
  }
}

// The group as the projection wants it. Members are read only if they are shown. Null: they need not fit into a room,
// because the answer has this group alone.
Result<json::Object> print_with_members(const ScimCall& scim, const Provisioned& group,
                                        const scim::Projection& projection, MemberRoom* room = nullptr) {
  SALLYPORT_TRY(auto resource, print_group_resource(scim, group));
  if (projection.shows(scim::kMembers)) {
    SALLYPORT_TRY(auto members, all_members(scim, group.id, room));
    resource.set(scim::kMembers, std::move(members));
  }
  return projection.apply(resource);
}

Result<ScimAnswered> answer_with_group(const ScimCall& scim, const Provisioned& group, int status,
                                       const scim::Projection& projection = {}) {
  SALLYPORT_TRY(auto body, print_with_members(scim, group, projection));
  return ScimAnswered{.status = status,
                      .body = std::move(body),
                      .tag = entity_tag(group.id, group.version),
                      .location = status == 201 ? scim_address(scim.call, kGroups, group.id) : std::string()};
}

Result<Provisioned> group_with_id(const ScimCall& scim, const std::string& id) {
  SALLYPORT_TRY(auto page, scim.parts.provisioned_groups.list(scim.client, {.id = id}));
  if (page.found.empty()) return scim_not_found(id);
  return std::move(page.found.front());
}

// The ids that a filter compares members with, so that no other members need to be read.
Result<std::set<std::string>> members_asked_about(const scim::Filter& filter) {
  std::set<std::string> ids;
  bool only_equality = true;
  for_each_use(filter, scim::kMembers, [&](const scim::Filter& one) {
    const bool is_value = one.kind == scim::Filter::Kind::compare && one.place.part &&
                          one.place.part->name == "value" && one.value.as_string();
    if (is_value && one.comparison == scim::Comparison::equal)
      ids.insert(*one.value.as_string());
    else
      only_equality = false;
  });
  if (only_equality) return ids;
  return failure(Kind::malformed, "scim_filter", "RFC 7644 3.4.2.2", "members can only be compared with eq and an id");
}

// What a filter is asked about: the group with those of the members whom the filter names.
Result<json::Object> print_for_filter(const ScimCall& scim, const Provisioned& group,
                                      const std::set<std::string>& asked) {
  SALLYPORT_TRY(auto resource, print_group_resource(scim, group));
  const identity::TeamMembership membership{EntityId(group.id), identity::Origin::provisioning};
  json::Array members;
  for (const std::string& id : asked) {
    SALLYPORT_TRY(const auto teams, scim.parts.team_members.teams_of(PersonId(id)));
    if (std::ranges::find(teams, membership) != teams.end()) members.emplace_back(print_member(scim, id));
  }
  resource.set(scim::kMembers, std::move(members));
  return resource;
}

// Renames or removes the team behind a group.
using TeamEdit =
    std::function<Result<AccessChanges>(const AccessState&, const Vocabulary&, const identity::Entity<Team>&)>;
Result<void> edit_team(const ScimCall& scim, const std::string& id, std::string_view change, const TeamEdit& edit) {
  SALLYPORT_TRY(const auto edited,
                commit_edit(scim.call, scim.parts,
                            [&](const AccessState& state, const Vocabulary& vocabulary) -> Result<AccessChanges> {
                              const auto* const team = find_entity<Team>(state, {.id = id});
                              if (team == nullptr) return AccessChanges{};
                              return edit(state, vocabulary, *team);
                            }));
  audit_changes<Team>(scim.call, change, edited);
  return {};
}

// Shows the group's name as the label of the team, whose own name never changes.
Result<void> rename_team(const ScimCall& scim, const std::string& id, const std::string& name) {
  return edit_team(scim, id, "changed", [&](const AccessState& state, const Vocabulary& vocabulary, const auto& team) {
    return change_entity(state, vocabulary, team.header.id, team.content, {name, team.header.description}, {},
                         editor_of(scim.call));
  });
}

Result<void> remove_team(const ScimCall& scim, const std::string& id) {
  for (const auto deletion : {identity::Deletion::soft, identity::Deletion::hard}) {
    const auto removed =
        edit_team(scim, id, "deleted", [&](const AccessState& state, const Vocabulary&, const auto& team) {
          return delete_entity<Team>(state, team.header.id, deletion, {}, editor_of(scim.call));
        });
    if (!removed && removed.error().reason == "entity_in_use") return {};
    if (!removed) return removed;
  }
  return {};
}

Result<EntityId> create_team(const ScimCall& scim, const std::string& name) {
  const EntityId id(random_uuid(scim.parts.random));
  Team team{.name = name,
            .type = identity::TeamType::group,
            .parents = {std::string(identity::kOrganization)},
            .joinable = false};
  SALLYPORT_TRY(const auto edited,
                commit_edit(scim.call, scim.parts, [&](const AccessState& state, const Vocabulary& vocabulary) {
                  return create_entity(state, vocabulary, id, team, {name, {}}, editor_of(scim.call));
                }));
  audit_changes<Team>(scim.call, "created", edited);
  return id;
}

// For the audit trail: who joined and left, or how many if they are many.
json::Value print_member_changes(const ProvisionedGroupStore::Changed& wanted) {
  json::Array joined;
  json::Array left;
  for (const auto& [id, stays] : wanted.them) (stays ? joined : left).emplace_back(id);
  for (json::Array* const list : {&joined, &left}) {
    if (list->size() <= kMembersAudited) continue;
    const std::string more = std::to_string(list->size() - kMembersAudited) + " more";
    list->resize(kMembersAudited);
    list->emplace_back(more);
  }
  return json::Object{{"onlyThese", wanted.only_these}, {"members", std::move(joined)}, {"left", std::move(left)}};
}

// As many as one statement of a store can name.
Result<void> check_size(const ProvisionedGroupStore::Changed& wanted) {
  if (wanted.them.size() <= kMembersInRequest) return {};
  return failure(Kind::rejected, "scim_too_large", {},
                 "A request names at most " + std::to_string(kMembersInRequest) + " members. Send several");
}

using GroupEdit = std::function<Result<ProvisionedGroupStore::Changed>(const json::Object& document)>;
Result<Provisioned> change_group(const ScimCall& scim, const std::string& id, SeenVersion seen, const GroupEdit& edit) {
  Provisioned before;
  ProvisionedGroupStore::Changed wanted;
  const auto changed =
      scim.parts.provisioned_groups.change(scim.client, id, seen, editor_of(scim.call),
                                           [&](const Provisioned& group) -> Result<ProvisionedGroupStore::Changed> {
                                             before = group;
                                             SALLYPORT_TRY(const auto document, document_of_group(group));
                                             SALLYPORT_TRY(wanted, edit(document));
                                             SALLYPORT_CHECK(check_size(wanted));
                                             return wanted;
                                           });
  if (!changed && changed.error().reason == "provisioned_unknown") return scim_not_found(id);
  if (!changed) return Failure(changed.error());
  scim.parts.revocations.forget_people();
  if (changed->version == before.version) return *changed;
  if (changed->content.name != before.content.name) SALLYPORT_CHECK(rename_team(scim, id, changed->content.name));
  SALLYPORT_TRY(auto old, print_group_resource(scim, before));
  json::Object after;
  SALLYPORT_TRY(after, print_group_resource(scim, *changed));
  if (wanted.only_these || !wanted.them.empty()) after.set("memberChanges", print_member_changes(wanted));
  audit_scim(scim, "team", "provisioned", *changed, std::move(old), std::move(after));
  return *changed;
}

// The members that a body lists; absent: it does not say.
Result<std::optional<std::vector<std::string>>> members_in(const json::Object& body) {
  for (const json::Member& member : body) {
    if (!ascii_iequals(member.name, scim::kMembers) || member.value.is_null()) continue;
    SALLYPORT_TRY(auto ids, scim::read_members(member.value));
    return std::optional(std::move(ids));
  }
  return std::optional<std::vector<std::string>>();
}

ProvisionedGroupStore::Changed with_only(ProvisionedContent content, const std::vector<std::string>& members) {
  ProvisionedGroupStore::Changed wanted{.content = std::move(content), .only_these = true, .them = {}};
  for (const std::string& id : members) wanted.them[id] = true;
  return wanted;
}

Result<Provisioned> add_group(const ScimCall& scim, const ProvisionedGroupStore::Changed& wanted) {
  SALLYPORT_CHECK(check_size(wanted));
  const std::string& name = wanted.content.name;
  SALLYPORT_TRY(const auto same, scim.parts.provisioned_groups.list(scim.client, {.name = name}));
  if (!same.found.empty()) return failure(Kind::conflict, "provisioned_exists");
  SALLYPORT_TRY(const auto team, create_team(scim, name));
  auto group = scim.parts.provisioned_groups.add(scim.client, team, wanted, editor_of(scim.call));
  if (!group) SALLYPORT_CHECK(remove_team(scim, team.value));
  return group;
}

}  // namespace

Result<void> MemberRoom::take(std::size_t members) {
  if (members > left_)
    return failure(
        Kind::rejected, "scim_too_many", "RFC 7644 3.4.2",
        "The groups have too many members for one answer. Ask with excludedAttributes=members, or for fewer");
  left_ -= members;
  return {};
}

Result<ScimAnswered> list_scim_groups(const ScimCall& scim, const ScimQuery& query) {
  std::set<std::string> asked;
  MemberRoom room(kMembersInList);
  if (query.filter) {
    SALLYPORT_TRY(asked, members_asked_about(*query.filter));
  }
  return list_scim(
      query, "displayName",
      [&](const identity::ProvisionedQuery& rows) { return scim.parts.provisioned_groups.list(scim.client, rows); },
      [&](const Provisioned& group) { return print_for_filter(scim, group, asked); },
      [&](const Provisioned& group) { return print_with_members(scim, group, query.projection, &room); });
}

Result<ScimAnswered> show_scim_group(const ScimCall& scim, const std::string& id, const scim::Projection& projection) {
  SALLYPORT_TRY(const auto group, group_with_id(scim, id));
  return answer_with_group(scim, group, 200, projection);
}

Result<ScimAnswered> create_scim_group(const ScimCall& scim, const json::Object& body) {
  SALLYPORT_TRY(const auto document, scim::read_document(ResourceKind::group, body));
  SALLYPORT_TRY(const auto members, members_in(body));
  const auto wanted = with_only(content_of_group(document), members.value_or(std::vector<std::string>()));
  SALLYPORT_TRY(const auto group, add_group(scim, wanted));
  scim.parts.revocations.forget_people();
  SALLYPORT_TRY(auto resource, print_group_resource(scim, group));
  if (!wanted.them.empty()) resource.set("memberChanges", print_member_changes(wanted));
  audit_scim(scim, "team", "provisioned", group, nullptr, std::move(resource));
  return answer_with_group(scim, group, 201);
}

Result<ScimAnswered> replace_scim_group(const ScimCall& scim, const std::string& id, SeenVersion seen,
                                        const json::Object& body) {
  SALLYPORT_TRY(const auto document, scim::read_document(ResourceKind::group, body));
  SALLYPORT_TRY(const auto members, members_in(body));
  SALLYPORT_TRY(const auto group,
                change_group(scim, id, seen, [&](const json::Object&) -> Result<ProvisionedGroupStore::Changed> {
                  if (members) return with_only(content_of_group(document), *members);
                  return ProvisionedGroupStore::Changed{.content = content_of_group(document), .them = {}};
                }));
  return answer_with_group(scim, group, 200);
}

Result<ScimAnswered> patch_scim_group(const ScimCall& scim, const std::string& id, SeenVersion seen,
                                      const json::Object& message) {
  SALLYPORT_TRY(const auto group,
                change_group(scim, id, seen, [&](const json::Object& old) -> Result<ProvisionedGroupStore::Changed> {
                  SALLYPORT_TRY(auto patched, scim::apply_patch(ResourceKind::group, old, message));
                  return ProvisionedGroupStore::Changed{.content = content_of_group(patched.document),
                                                        .only_these = patched.members.only_these,
                                                        .them = std::move(patched.members.them)};
                }));
  return ScimAnswered{.status = 204, .tag = entity_tag(group.id, group.version)};
}

Result<ScimAnswered> delete_scim_group(const ScimCall& scim, const std::string& id, SeenVersion seen) {
  SALLYPORT_TRY(const auto group, group_with_id(scim, id));
  SALLYPORT_CHECK(scim.parts.provisioned_groups.remove(scim.client, id, seen));
  scim.parts.revocations.forget_people();
  SALLYPORT_TRY(auto resource, print_group_resource(scim, group));
  audit_scim(scim, "team", "deleted", group, std::move(resource), nullptr);
  SALLYPORT_TRY(const auto others, scim.parts.team_members.count_members(EntityId(id)));
  if (others == 0) SALLYPORT_CHECK(remove_team(scim, id));
  return ScimAnswered{.status = 204};
}

}  // namespace sallyport::gateway
