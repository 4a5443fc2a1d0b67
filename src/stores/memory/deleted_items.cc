// What was deleted and can come back.
#include <algorithm>

#include "stores/memory/directory_rows.h"
#include "stores/memory/directory_store.h"

namespace sallyport::stores {
namespace {

using entra::DeletedItem;
using entra::DeletedKind;
using entra::ObjectId;

// Checks that the table has exactly this value.
template <class T>
Result<void> check_same(const Table<T>& table, const T& value, std::string_view absent) {
  const T* stored = table.find(has_id(value.id));
  if (stored == nullptr) return failure(Kind::rejected, absent, "", value.id.value);
  if (*stored != value) return failure(Kind::conflict, "changed", "", value.id.value);
  return {};
}

Result<void> remove(State& state, const DeletedItem& item) {
  for (const entra::User& user : item.what.users) {
    SALLYPORT_CHECK(check_same(state.users, user, "no_user"));
    SALLYPORT_CHECK(state.remove_user(user.id));
  }
  for (const entra::Group& group : item.what.groups) {
    SALLYPORT_CHECK(check_same(state.groups, group, "no_group"));
    state.remove_group(group.id);
  }
  for (const entra::AppRegistration& app : item.what.apps) {
    SALLYPORT_CHECK(check_same(state.apps, app, "no_app"));
    state.remove_app(app.client_id);
  }
  return {};
}

// What is rejected names something that is gone.
template <class T>
Result<void> add_what_fits(State& state, const std::vector<T>& values) {
  for (const T& value : values)
    if (const auto added = state.add(value); !added && added.error().kind != Kind::rejected)
      return Failure(added.error());
  return {};
}

// The sessions of a person from before the deletion do not come back.
Result<void> add_again(State& state, const entra::Batch& what, UnixTime deleted) {
  for (entra::User user : what.users) {
    user.tokens_valid_from = std::max(user.tokens_valid_from, deleted);
    SALLYPORT_CHECK(state.add(user));
  }
  for (const entra::Group& group : what.groups) SALLYPORT_CHECK(state.add(group));
  for (const entra::AppRegistration& app : what.apps) SALLYPORT_CHECK(state.add_again(app));
  for (const entra::ServicePrincipal& principal : what.principals) SALLYPORT_CHECK(state.add(principal));
  SALLYPORT_CHECK(add_what_fits(state, what.members));
  SALLYPORT_CHECK(add_what_fits(state, what.assignments));
  return add_what_fits(state, what.consents);
}

}  // namespace

Result<void> MemoryDirectoryStore::set_aside(const DeletedItem& item) {
  const std::lock_guard lock(mutex_);
  State next = state_;
  SALLYPORT_CHECK(remove(next, item));
  next.deleted.remove(has_id(item.id));  // one with the same id was deleted before
  next.deleted.add(item);
  state_ = std::move(next);
  return {};
}

Result<std::optional<DeletedItem>> MemoryDirectoryStore::find_deleted(const ObjectId& id) {
  const std::lock_guard lock(mutex_);
  return copy_of(state_.deleted.find(has_id(id)));
}

Result<entra::Page<DeletedItem>> MemoryDirectoryStore::deleted_items(const TenantId& tenant, DeletedKind kind,
                                                                     const entra::PageRequest& request) {
  const std::lock_guard lock(mutex_);
  return created_page(state_.deleted, request,
                      [&](const DeletedItem& item) { return item.tenant == tenant && item.kind == kind; });
}

Result<void> MemoryDirectoryStore::restore(const ObjectId& id) {
  const std::lock_guard lock(mutex_);
  const DeletedItem* item = state_.deleted.find(has_id(id));
  if (item == nullptr) return failure(Kind::rejected, "no_deleted", "", id.value);
  State next = state_;
  SALLYPORT_CHECK(add_again(next, item->what, item->deleted));
  next.deleted.remove(has_id(id));
  state_ = std::move(next);
  return {};
}

Result<bool> MemoryDirectoryStore::remove_deleted(const ObjectId& id) {
  const std::lock_guard lock(mutex_);
  return state_.deleted.remove(has_id(id)) > 0;
}

Result<void> MemoryDirectoryStore::remove_deleted_before(UnixTime time) {
  const std::lock_guard lock(mutex_);
  state_.deleted.remove([&](const DeletedItem& item) { return item.deleted < time; });
  return {};
}

}  // namespace sallyport::stores
