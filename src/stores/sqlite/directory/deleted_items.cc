// What was deleted and can come back.
#include <algorithm>

#include "stores/sqlite/directory/created_page.h"
#include "stores/sqlite/directory/directory_store.h"
#include "stores/sqlite/directory/removals.h"
#include "stores/sqlite/directory/work.h"
#include "stores/sqlite/directory/writes.h"

namespace sallyport::stores {
namespace {

using entra::DeletedItem;
using entra::DeletedKind;
using entra::ObjectId;

// Checks that the statement finds exactly this value.
template <class T>
Result<void> check_same(Connection& c, std::string_view sql, const T& value, std::string_view absent) {
  SALLYPORT_TRY(const auto stored, find_body<T>(c, sql, {value.id}));
  if (!stored) return failure(Kind::rejected, absent, "", value.id.value);
  if (*stored != value) return failure(Kind::conflict, "changed", "", value.id.value);
  return {};
}

Result<void> erase(Connection& c, const DeletedItem& item) {
  for (const entra::User& user : item.what.users) {
    SALLYPORT_CHECK(check_same(c, "SELECT body FROM account WHERE id = ?", user, "no_user"));
    SALLYPORT_CHECK(erase_user(c, user.id));
  }
  for (const entra::Group& group : item.what.groups) {
    SALLYPORT_CHECK(check_same(c, "SELECT body FROM security_group WHERE id = ?", group, "no_group"));
    SALLYPORT_CHECK(erase_group(c, group.id));
  }
  for (const entra::AppRegistration& app : item.what.apps) {
    SALLYPORT_CHECK(check_same(c, "SELECT body FROM application WHERE id = ?", app, "no_app"));
    SALLYPORT_CHECK(erase_app(c, app.client_id));
  }
  return {};
}

// What is rejected names something that is gone.
template <class T>
Result<void> insert_what_fits(Connection& c, const std::vector<T>& values) {
  for (const T& value : values)
    if (const auto added = insert(c, value); !added && added.error().kind != Kind::rejected)
      return Failure(added.error());
  return {};
}

// The sessions of a person from before the deletion do not come back.
Result<void> add_again(Connection& c, const entra::Batch& what, UnixTime deleted) {
  for (entra::User user : what.users) {
    user.tokens_valid_from = std::max(user.tokens_valid_from, deleted);
    SALLYPORT_CHECK(insert(c, user));
  }
  for (const entra::Group& group : what.groups) SALLYPORT_CHECK(insert(c, group));
  for (const entra::AppRegistration& app : what.apps) SALLYPORT_CHECK(insert_again(c, app));
  for (const entra::ServicePrincipal& principal : what.principals) SALLYPORT_CHECK(insert(c, principal));
  SALLYPORT_CHECK(insert_what_fits(c, what.members));
  SALLYPORT_CHECK(insert_what_fits(c, what.assignments));
  return insert_what_fits(c, what.consents);
}

constexpr std::string_view kFind = "SELECT body FROM deleted_item WHERE id = ?";
constexpr std::string_view kRemove = "DELETE FROM deleted_item WHERE id = ?";

}  // namespace

Result<void> SqliteDirectoryStore::set_aside(const DeletedItem& item) {
  return write_port(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_CHECK(erase(c, item));
    SALLYPORT_CHECK(c.run(kRemove, {item.id}));  // one with the same id was deleted before
    SALLYPORT_CHECK(
        c.run("INSERT INTO deleted_item (id, tenant, kind, deleted, body) VALUES (?, ?, ?, ?, ?)",
              {item.id, item.tenant, static_cast<std::int64_t>(item.kind), item.deleted, print_record(item)}));
    return {};
  });
}

Result<std::optional<DeletedItem>> SqliteDirectoryStore::find_deleted(const ObjectId& id) {
  return find_one<DeletedItem>(database_, kFind, {id});
}

Result<entra::Page<DeletedItem>> SqliteDirectoryStore::deleted_items(const TenantId& tenant, DeletedKind kind,
                                                                     const entra::PageRequest& request) {
  return read_port(database_, [&](Connection& c) {
    return created_page<DeletedItem>(
        c, request, "a.body, a.ordinal", "deleted_item AS a WHERE a.tenant = ? AND a.kind = ?",
        {tenant, static_cast<std::int64_t>(kind)}, 1, [](const Row& row) -> Result<DeletedItem> {
          SALLYPORT_TRY(const auto body, row.text(0));
          return parse_record<DeletedItem>(body);
        });
  });
}

Result<void> SqliteDirectoryStore::restore(const ObjectId& id) {
  return write_port(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_TRY(const auto item, find_body<DeletedItem>(c, kFind, {id}));
    if (!item) return failure(Kind::rejected, "no_deleted", "", id.value);
    SALLYPORT_CHECK(add_again(c, item->what, item->deleted));
    SALLYPORT_CHECK(c.run(kRemove, {id}));
    return {};
  });
}

Result<bool> SqliteDirectoryStore::remove_deleted(const ObjectId& id) {
  return write_port(database_, [&](Connection& c) -> Result<bool> {
    SALLYPORT_TRY(const auto removed, c.run(kRemove, {id}));
    return removed > 0;
  });
}

Result<void> SqliteDirectoryStore::remove_deleted_before(UnixTime time) {
  return write_port(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_CHECK(c.run("DELETE FROM deleted_item WHERE deleted < ?", {time}));
    return {};
  });
}

}  // namespace sallyport::stores
