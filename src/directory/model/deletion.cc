#include "directory/model/deletion.h"

#include <algorithm>

namespace sallyport::directory {
namespace {

using entra::DeletedItem;
using entra::DeletedKind;
using entra::ObjectId;

// All rows of the pages that `fetch` returns.
template <class T>
Result<std::vector<T>> all_rows(const auto& fetch) {
  std::vector<T> rows;
  SALLYPORT_CHECK(entra::for_each_row<T>(fetch, [&](const T& row) -> Result<void> {
    rows.push_back(row);
    return {};
  }));
  return rows;
}

template <class T>
void add_new(const std::vector<T>& from, std::vector<T>& to) {
  for (const T& each : from)
    if (std::ranges::find(to, each.id, &T::id) == to.end()) to.push_back(each);
}

Result<void> gather_memberships(entra::DirectoryStore& store, const ObjectId& member, entra::Batch& what) {
  SALLYPORT_TRY(const auto groups, store.groups_of(member));
  for (const ObjectId& group : groups) what.members.push_back({group, member});
  return {};
}

Result<void> gather_assignments(entra::DirectoryStore& store, const ObjectId& principal, entra::Batch& what) {
  SALLYPORT_TRY(const auto held, all_rows<entra::AppRoleAssignment>([&](const entra::PageRequest& request) {
                  return store.assignments_of(principal, request);
                }));
  add_new(held, what.assignments);
  return {};
}

Result<void> gather_consents(entra::DirectoryStore& store, const TenantId& tenant, const entra::ConsentFilter& filter,
                             entra::Batch& what) {
  SALLYPORT_TRY(const auto consents, all_rows<entra::Consent>([&](const entra::PageRequest& request) {
                  return store.consents(tenant, filter, request);
                }));
  add_new(consents, what.consents);
  return {};
}

// What ends with the app's service principal in its home tenant.
Result<void> gather_principal(entra::DirectoryStore& store, const entra::AppRegistration& app, entra::Batch& what) {
  SALLYPORT_TRY(const auto principal, store.find_principal_of(app.tenant, app.client_id));
  if (!principal) return {};
  what.principals.push_back(*principal);
  SALLYPORT_CHECK(gather_memberships(store, principal->id, what));
  SALLYPORT_CHECK(gather_assignments(store, principal->id, what));
  SALLYPORT_TRY(const auto given, all_rows<entra::AppRoleAssignment>([&](const entra::PageRequest& request) {
                  return store.assignments_to(principal->id, request);
                }));
  add_new(given, what.assignments);
  SALLYPORT_CHECK(gather_consents(store, app.tenant, {.client = principal->id}, what));
  return gather_consents(store, app.tenant, {.resource = principal->id}, what);
}

Result<void> set_aside(entra::DirectoryStore& store, const DeletedItem& item) {
  SALLYPORT_CHECK(store.set_aside(item));
  return purge_deleted(store, item.deleted);
}

}  // namespace

Result<void> delete_user(entra::DirectoryStore& store, const ObjectId& id, UnixTime now) {
  SALLYPORT_TRY(auto user, store.find_user(id));
  if (!user) return failure(Kind::rejected, "no_user", "", id.value);
  DeletedItem item{.id = id, .tenant = user->tenant, .kind = DeletedKind::user, .deleted = now, .what = {}};
  SALLYPORT_CHECK(gather_memberships(store, id, item.what));
  SALLYPORT_CHECK(gather_assignments(store, id, item.what));
  SALLYPORT_CHECK(gather_consents(store, user->tenant, {.principal = id}, item.what));
  item.what.users.push_back(*std::move(user));
  return set_aside(store, item);
}

Result<void> delete_group(entra::DirectoryStore& store, const ObjectId& id, UnixTime now) {
  SALLYPORT_TRY(auto group, store.find_group(id));
  if (!group) return failure(Kind::rejected, "no_group", "", id.value);
  DeletedItem item{.id = id, .tenant = group->tenant, .kind = DeletedKind::group, .deleted = now, .what = {}};
  SALLYPORT_TRY(const auto members, all_rows<entra::Principal>([&](const entra::PageRequest& request) {
                  return store.members_of(id, request);
                }));
  for (const entra::Principal& member : members) item.what.members.push_back({id, member.id});
  SALLYPORT_CHECK(gather_memberships(store, id, item.what));
  SALLYPORT_CHECK(gather_assignments(store, id, item.what));
  item.what.groups.push_back(*std::move(group));
  return set_aside(store, item);
}

Result<void> delete_app(entra::DirectoryStore& store, const ClientId& client, UnixTime now) {
  SALLYPORT_TRY(auto app, store.find_app(client));
  if (!app) return failure(Kind::rejected, "no_app", "", client.value);
  DeletedItem item{.id = app->id, .tenant = app->tenant, .kind = DeletedKind::app, .deleted = now, .what = {}};
  SALLYPORT_CHECK(gather_principal(store, *app, item.what));
  item.what.apps.push_back(*std::move(app));
  return set_aside(store, item);
}

Result<void> purge_deleted(entra::DeletedStore& store, UnixTime now) {
  return store.remove_deleted_before(now - kRestorable);
}

}  // namespace sallyport::directory
