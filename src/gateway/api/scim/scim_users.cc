#include "gateway/api/scim/scim_users.h"

#include "gateway/api/authorize.h"
#include "gateway/api/entities/entity_edit.h"
#include "gateway/api/scim/scim_foreseen.h"
#include "gateway/api/shape/entity_tag.h"
#include "gateway/standing/end_sessions.h"
#include "gateway/standing/other_admins.h"
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

Result<ScimAnswered> answer_with_user(const ScimCall& scim, const Provisioned& user, int status,
                                      const scim::Projection& projection = {}) {
  SALLYPORT_TRY(const auto resource, print_user_resource(scim, user));
  return ScimAnswered{.status = status,
                      .body = projection.apply(resource),
                      .tag = entity_tag(user.id, user.version),
                      .location = status == 201 ? scim_address(scim.call, kUsers, user.id) : std::string()};
}

Result<Provisioned> user_with_id(const ScimCall& scim, const std::string& id) {
  SALLYPORT_TRY(auto page, scim.parts.provisioned_users.list(scim.client, {.id = id}));
  if (page.found.empty()) return scim_not_found(id);
  return std::move(page.found.front());
}

// Whether somebody who is known already may be linked. An administrator never is.
ProvisionedUserStore::MayLink may_link(const ScimCall& scim) {
  ObjectFacts facts;
  facts.resource = "user";
  facts.domains.emplace();
  if (!authorize(scim.call, scim.parts, "EditAll", facts)) return {};
  return [](const PersonEntry& entry) -> Result<void> {
    for (const auto& membership : entry.person.memberships)
      if (membership.role == identity::kAdminRole) return failure(Kind::conflict, "person_is_administrator");
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

Result<void> check_not_last(const ScimCall& scim, const PersonEntry& entry, OtherAdmins others) {
  return check_removal(entry, with_configured(scim.call.settings().authorizer, others));
}

// Changes the user to the document that `make` returns, and makes the change felt.
Result<ScimAnswered> change_user_document(const ScimCall& scim, const std::string& id, SeenVersion seen,
                                          const std::function<Result<json::Object>(const json::Object&)>& make) {
  const UnixTime now = scim.parts.clock.now();
  Provisioned before;
  const auto changed = scim.parts.provisioned_users.change(
      scim.client, id, seen, editor_of(scim.call),
      [&](const Provisioned& user, const PersonEntry& entry,
          OtherAdmins others) -> Result<ProvisionedUserStore::Changed> {
        before = user;
        SALLYPORT_TRY(const auto old, document_of(user));
        SALLYPORT_TRY(const auto document, make(old));
        ProvisionedUserStore::Changed wanted{content_of_user(document), {}};
        if (user.content.active && !wanted.content.active) SALLYPORT_CHECK(check_not_last(scim, entry, others));
        if (entry.person.last_sign_in == UnixTime{}) {
          SALLYPORT_TRY(wanted.foreseen, foreseen_of(scim.call.settings(), document, now));
        }
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

}  // namespace

Result<ScimAnswered> list_scim_users(const ScimCall& scim, const ScimQuery& query) {
  return list_scim(
      query, "userName",
      [&](const identity::ProvisionedQuery& rows) { return scim.parts.provisioned_users.list(scim.client, rows); },
      [&](const Provisioned& user) { return print_user_resource(scim, user); });
}

Result<ScimAnswered> show_scim_user(const ScimCall& scim, const std::string& id, const scim::Projection& projection) {
  SALLYPORT_TRY(const auto user, user_with_id(scim, id));
  return answer_with_user(scim, user, 200, projection);
}

Result<ScimAnswered> create_scim_user(const ScimCall& scim, const json::Object& body) {
  SALLYPORT_TRY(const auto document, scim::read_document(ResourceKind::user, body));
  SALLYPORT_TRY(const auto foreseen, foreseen_of(scim.call.settings(), document, scim.parts.clock.now()));
  SALLYPORT_TRY(const auto user, scim.parts.provisioned_users.add(scim.client, content_of_user(document), foreseen,
                                                                  editor_of(scim.call), may_link(scim)));
  SALLYPORT_TRY(auto resource, print_user_resource(scim, user));
  audit_scim(scim, "user", "created", user, nullptr, std::move(resource));
  if (!user.content.active) SALLYPORT_CHECK(shut_out(scim, user.id));
  return answer_with_user(scim, user, 201);
}

Result<ScimAnswered> replace_scim_user(const ScimCall& scim, const std::string& id, SeenVersion seen,
                                       const json::Object& body) {
  SALLYPORT_TRY(const auto document, scim::read_document(ResourceKind::user, body));
  return change_user_document(scim, id, seen, [&](const json::Object&) { return Result<json::Object>(document); });
}

Result<ScimAnswered> patch_scim_user(const ScimCall& scim, const std::string& id, SeenVersion seen,
                                     const json::Object& message) {
  return change_user_document(scim, id, seen, [&](const json::Object& old) -> Result<json::Object> {
    SALLYPORT_TRY(auto patched, scim::apply_patch(ResourceKind::user, old, message));
    return std::move(patched.document);
  });
}

Result<ScimAnswered> delete_scim_user(const ScimCall& scim, const std::string& id, SeenVersion seen) {
  Provisioned before;
  const auto removed =
      scim.parts.provisioned_users.remove(scim.client, id, seen, editor_of(scim.call),
                                          [&](const Provisioned& user, const PersonEntry& entry, OtherAdmins others) {
                                            before = user;
                                            return check_not_last(scim, entry, others);
                                          });
  if (!removed && removed.error().reason == "provisioned_unknown") return scim_not_found(id);
  if (!removed) return Failure(removed.error());
  SALLYPORT_TRY(auto resource, print_user_resource(scim, before));
  audit_scim(scim, "user", "deleted", before, std::move(resource), nullptr);
  SALLYPORT_CHECK(shut_out(scim, id));
  return ScimAnswered{.status = 204};
}

}  // namespace sallyport::gateway
