#include "gateway/api/scim/scim_users.h"

#include <algorithm>
#include <map>

#include "gateway/api/authorize.h"
#include "gateway/api/entities/entity_edit.h"
#include "gateway/api/scim/scim_foreseen.h"
#include "gateway/api/shape/entity_tag.h"
#include "gateway/api/users/user_request.h"
#include "gateway/standing/end_sessions.h"
#include "identity/scim/patch.h"
#include "identity/scim/resource.h"

namespace sallyport::gateway {

using identity::OtherAdmins;
using identity::PersonEntry;
using identity::Provisioned;
using identity::ProvisionedContent;
using identity::ProvisionedUserStore;
using identity::SeenVersion;
using scim::ResourceKind;

namespace {

constexpr std::string_view kUsers = "Users";

Result<json::Object> document_of(const Provisioned& user) {
  auto document = json::parse_object(user.content.document);
  if (!document) return failure(Kind::internal, "scim_document", {}, user.id);
  return document;
}

ProvisionedContent content_of_user(const json::Object& document) {
  const json::Value* const active = document.find("active");
  return {.name = scim::text_of(document, "userName"),
          .external_id = scim::text_of(document, "externalId"),
          .active = active == nullptr || *active != json::Value(false),
          .document = json::print(document)};
}

// The groups of users, which the client has put them into. One object serves a whole list, so that the name of each
// group is read once.
class GroupsOfUsers {
 public:
  explicit GroupsOfUsers(const ScimCall& scim) : scim_(scim) {}

  Result<json::Array> of(const std::string& user) {
    SALLYPORT_TRY(const auto teams, scim_.parts.team_members.teams_of(PersonId(user)));
    json::Array out;
    for (const auto& membership : teams) {
      if (membership.origin != identity::Origin::provisioning) continue;
      const std::string& id = membership.team.value;
      SALLYPORT_TRY(const auto name, name_of(id));
      if (name)
        out.emplace_back(json::Object{
            {"value", id}, {"$ref", scim_address(scim_.call, "Groups", id)}, {"display", *name}, {"type", "direct"}});
    }
    return out;
  }

 private:
  // Absent if the group is not one of the client.
  Result<std::optional<std::string>> name_of(const std::string& group) {
    if (const auto known = names_.find(group); known != names_.end()) return known->second;
    SALLYPORT_TRY(const auto page, scim_.parts.provisioned_groups.list(scim_.client, {.id = group}));
    auto& name = names_[group];
    if (!page.found.empty()) name = page.found.front().content.name;
    return name;
  }

  const ScimCall& scim_;
  std::map<std::string, std::optional<std::string>> names_;
};

// The user without their groups, as filters and the audit trail see them.
Result<json::Object> print_user_resource(const ScimCall& scim, const Provisioned& user) {
  SALLYPORT_TRY(const auto document, document_of(user));
  json::Array schemas{scim::kUserSchema};
  if (document.contains(scim::kEnterpriseSchema)) schemas.emplace_back(scim::kEnterpriseSchema);
  json::Object out{{"schemas", std::move(schemas)}, {"id", user.id}};
  for (const json::Member& member : document) out.set(member.name, member.value);
  out.set("active", user.content.active);
  out.set("meta", print_meta(scim.call, "User", kUsers, user));
  return out;
}

Result<json::Object> print_with_groups(const ScimCall& scim, const Provisioned& user,
                                       const scim::Projection& projection, GroupsOfUsers& groups) {
  SALLYPORT_TRY(auto resource, print_user_resource(scim, user));
  if (projection.shows(scim::kGroupsOfUser)) {
    SALLYPORT_TRY(auto shown, groups.of(user.id));
    if (!shown.empty()) resource.set(scim::kGroupsOfUser, std::move(shown));
  }
  return projection.apply(resource);
}

Result<ScimAnswered> answer_with_user(const ScimCall& scim, const Provisioned& user, int status,
                                      const scim::Projection& projection = {}) {
  GroupsOfUsers groups(scim);
  SALLYPORT_TRY(auto resource, print_with_groups(scim, user, projection, groups));
  return ScimAnswered{.status = status,
                      .body = std::move(resource),
                      .tag = entity_tag(user.id, user.version),
                      .location = status == 201 ? scim_address(scim.call, kUsers, user.id) : std::string()};
}

Result<Provisioned> user_with_id(const ScimCall& scim, const std::string& id) {
  SALLYPORT_TRY(auto page, scim.parts.provisioned_users.list(scim.client, {.id = id}));
  if (page.found.empty()) return scim_not_found(id);
  return std::move(page.found.front());
}

// Whether somebody who is known already may be linked. An administrator never is.
ProvisionedUserStore::MayLink may_link(const ScimCall& scim, const identity::Administrators& administrators) {
  ObjectFacts facts;
  facts.resource = "user";
  facts.domains.emplace();
  if (!authorize(scim.call, scim.parts, "EditAll", facts)) return {};
  return [&administrators](const PersonEntry& entry) -> Result<void> {
    const auto is_admin = [](const identity::Membership& of) { return of.role == identity::kAdminRole; };
    if (has_right_of_admin(entry, administrators) || std::ranges::any_of(entry.person.memberships, is_admin))
      return failure(Kind::conflict, "person_is_administrator");
    return {};
  };
}

// Ends what somebody has here who may no longer sign in.
Result<void> shut_out(const ScimCall& scim, const std::string& id) {
  scim.parts.revocations.forget_people();
  SALLYPORT_CHECK(end_sessions(scim.parts.sessions, scim.parts.revocations, {std::nullopt, PersonId(id), std::nullopt},
                               scim.parts.clock.now()));
  return {};
}

// What a client foresees about somebody who has not come yet. Whom an administrator has given a role or a team by hand
// is somebody certain, so the client can no longer make another account of them, or give them another address.
Result<std::optional<identity::Foreseen>> foreseen_now(const ScimCall& scim, const PersonEntry& entry,
                                                       const json::Object& old, const json::Object& document) {
  if (entry.person.last_sign_in != UnixTime{}) return std::optional<identity::Foreseen>();
  const UnixTime now = scim.parts.clock.now();
  SALLYPORT_TRY(auto foreseen, foreseen_of(scim.call.settings(), document, now));
  if (entry.by_hand.roles.empty() && entry.by_hand.teams.empty()) return std::optional(std::move(foreseen));
  const auto before = foreseen_of(scim.call.settings(), old, now);
  const bool same = before && before->invitation.account == foreseen.invitation.account &&
                    before->labels.email == foreseen.labels.email &&
                    before->labels.username == foreseen.labels.username;
  if (!same) return failure(Kind::conflict, "person_has_rights");
  return std::optional(std::move(foreseen));
}

// Changes the user to the document that `make` returns, and makes the change felt.
Result<ScimAnswered> change_user_document(const ScimCall& scim, const std::string& id, SeenVersion seen,
                                          const std::function<Result<json::Object>(const json::Object&)>& make) {
  SALLYPORT_TRY(const auto editor, editor_of_people(scim.call, scim.parts));
  Provisioned before;
  const auto changed =
      scim.parts.provisioned_users.change(scim.client, id, seen, editor,
                                          [&](const Provisioned& user, const PersonEntry& entry,
                                              OtherAdmins others) -> Result<ProvisionedUserStore::Changed> {
                                            before = user;
                                            SALLYPORT_TRY(const auto old, document_of(user));
                                            SALLYPORT_TRY(const auto document, make(old));
                                            ProvisionedUserStore::Changed wanted{content_of_user(document), {}};
                                            if (user.content.active && !wanted.content.active)
                                              SALLYPORT_CHECK(check_removal(entry, others, editor.administrators));
                                            SALLYPORT_TRY(wanted.foreseen, foreseen_now(scim, entry, old, document));
                                            return wanted;
                                          });
  if (!changed && changed.error().reason == "provisioned_unknown") return scim_not_found(id);
  if (!changed) return Failure(changed.error());
  // Also if nothing differs, because the request before may have failed half-way.
  if (!changed->content.active) SALLYPORT_CHECK(shut_out(scim, id));
  if (changed->version == before.version) return answer_with_user(scim, *changed, 200);
  if (changed->content.active && !before.content.active) scim.parts.revocations.forget_people();
  SALLYPORT_TRY(auto old, print_user_resource(scim, before));
  SALLYPORT_TRY(auto now_seen, print_user_resource(scim, *changed));
  audit_scim(scim, "user", "provisioned", *changed, std::move(old), std::move(now_seen));
  return answer_with_user(scim, *changed, 200);
}

// The groups of all users would have to be read to try a filter on them, and a group knows its members.
Result<void> check_filter_of_users(const std::optional<scim::Filter>& filter) {
  bool asks_groups = false;
  if (filter) for_each_use(*filter, scim::kGroupsOfUser, [&](const scim::Filter&) { asks_groups = true; });
  if (!asks_groups) return {};
  return failure(Kind::malformed, "scim_filter", "RFC 7644 3.4.2.2",
                 "users cannot be found by their groups; ask for the members of the group");
}

}  // namespace

Result<ScimAnswered> list_scim_users(const ScimCall& scim, const ScimQuery& query) {
  SALLYPORT_CHECK(check_filter_of_users(query.filter));
  GroupsOfUsers groups(scim);
  return list_scim(
      query, "userName",
      [&](const identity::ProvisionedQuery& rows) { return scim.parts.provisioned_users.list(scim.client, rows); },
      [&](const Provisioned& user) { return print_user_resource(scim, user); },
      [&](const Provisioned& user) { return print_with_groups(scim, user, query.projection, groups); });
}

Result<ScimAnswered> show_scim_user(const ScimCall& scim, const std::string& id, const scim::Projection& projection) {
  SALLYPORT_TRY(const auto user, user_with_id(scim, id));
  return answer_with_user(scim, user, 200, projection);
}

Result<ScimAnswered> create_scim_user(const ScimCall& scim, const json::Object& body) {
  SALLYPORT_TRY(const auto document, scim::read_document(ResourceKind::user, body));
  SALLYPORT_TRY(const auto foreseen, foreseen_of(scim.call.settings(), document, scim.parts.clock.now()));
  SALLYPORT_TRY(const auto editor, editor_of_people(scim.call, scim.parts));
  SALLYPORT_TRY(const auto user, scim.parts.provisioned_users.add(scim.client, content_of_user(document), foreseen,
                                                                  editor, may_link(scim, editor.administrators)));
  SALLYPORT_TRY(auto resource, print_user_resource(scim, user));
  audit_scim(scim, "user", "created", user, nullptr, std::move(resource));
  if (!user.content.active) SALLYPORT_CHECK(shut_out(scim, user.id));
  return answer_with_user(scim, user, 201);
}

Result<ScimAnswered> replace_scim_user(const ScimCall& scim, const std::string& id, SeenVersion seen,
                                       const json::Object& body) {
  SALLYPORT_TRY(const auto document, scim::read_document(ResourceKind::user, body));
  return change_user_document(scim, id, seen, [&](const json::Object& old) {
    json::Object next = document;
    // Stricter: a PUT that does not say whether the person is active lets nobody in again (RFC 7644 3.5.1).
    if (const json::Value* const active = old.find("active"); active && !next.contains("active"))
      next.set("active", *active);
    return Result<json::Object>(std::move(next));
  });
}

Result<ScimAnswered> patch_scim_user(const ScimCall& scim, const std::string& id, SeenVersion seen,
                                     const json::Object& message) {
  return change_user_document(scim, id, seen, [&](const json::Object& old) -> Result<json::Object> {
    SALLYPORT_TRY(auto patched, scim::apply_patch(ResourceKind::user, old, message));
    return std::move(patched.document);
  });
}

Result<ScimAnswered> delete_scim_user(const ScimCall& scim, const std::string& id, SeenVersion seen) {
  SALLYPORT_TRY(const auto editor, editor_of_people(scim.call, scim.parts));
  Provisioned before;
  const auto removed = scim.parts.provisioned_users.remove(
      scim.client, id, seen, editor, [&](const Provisioned& user, const PersonEntry& entry, OtherAdmins others) {
        before = user;
        return check_removal(entry, others, editor.administrators);
      });
  if (!removed && removed.error().reason == "provisioned_unknown") return scim_not_found(id);
  if (!removed) return Failure(removed.error());
  SALLYPORT_TRY(auto resource, print_user_resource(scim, before));
  audit_scim(scim, "user", "deleted", before, std::move(resource), nullptr);
  SALLYPORT_CHECK(shut_out(scim, id));
  return ScimAnswered{.status = 204};
}

}  // namespace sallyport::gateway
