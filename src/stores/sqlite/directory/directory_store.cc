// Tenants, people, groups and their members.
#include "stores/sqlite/directory/directory_store.h"

#include "entra/name_index.h"
#include "stores/sqlite/directory/listing.h"
#include "stores/sqlite/directory/removals.h"
#include "stores/sqlite/directory/work.h"
#include "stores/sqlite/directory/writes.h"

namespace sallyport::stores {
namespace {

using entra::Change;
using entra::Group;
using entra::ObjectId;
using entra::Page;
using entra::PageRequest;
using entra::Principal;
using entra::Tenant;
using entra::User;

Result<void> update_user(Connection& c, const Stored<User>& before, const User& user) {
  if (!is_enabled_administrator(user)) SALLYPORT_CHECK(check_administrators_without(c, before.value));
  SALLYPORT_TRY(const bool taken, is_there(c, "SELECT 1 FROM account WHERE name = ? AND ordinal <> ?",
                                           {user.user_principal_name, before.ordinal}));
  if (taken) return failure(Kind::conflict, "user_name_taken");
  SALLYPORT_CHECK(
      c.run("UPDATE account SET name = ?, display = ?, body = ? WHERE ordinal = ?",
            {user.user_principal_name, entra::fold_name(user.display_name), print_record(user), before.ordinal}));
  if (user.directory_role != before.value.directory_role) SALLYPORT_CHECK(store_role(c, user));
  return change_words(c, kAccounts, user.tenant, before.ordinal, entra::words_of(before.value), entra::words_of(user));
}

Result<void> update_group(Connection& c, const Stored<Group>& before, const Group& group) {
  SALLYPORT_CHECK(c.run("UPDATE security_group SET display = ?, body = ? WHERE ordinal = ?",
                        {entra::fold_name(group.display_name), print_record(group), before.ordinal}));
  return change_words(c, kGroups, group.tenant, before.ordinal, entra::words_of(before.value), entra::words_of(group));
}

Result<std::vector<ObjectId>> list_ids(Connection& c, std::string_view sql, const Parameters& parameters) {
  std::vector<ObjectId> ids;
  SALLYPORT_CHECK(c.query(sql, parameters, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(auto id, row.text(0));
    ids.emplace_back(std::move(id));
    return {};
  }));
  return ids;
}

constexpr std::string_view kLoadUser = "SELECT ordinal, body FROM account WHERE id = ?";
constexpr std::string_view kLoadGroup = "SELECT ordinal, body FROM security_group WHERE id = ?";

Result<Page<Principal>> list_members(Connection& c, const ObjectId& group, const PageRequest& request) {
  SALLYPORT_TRY(const auto after, entra::check_page(request));
  Page<Principal> page;
  bool more = false;
  SALLYPORT_CHECK(c.query(
      "SELECT member, kind FROM membership WHERE member_of = ? AND member > ? ORDER BY member LIMIT ?",
      {group, after ? std::string_view(after->name) : std::string_view(), static_cast<std::int64_t>(request.limit) + 1},
      [&](const Row& row) -> Result<void> {
        more = page.rows.size() == request.limit;
        if (more) return {};
        SALLYPORT_TRY(auto id, row.text(0));
        SALLYPORT_TRY(const auto number, row.integer(1));
        SALLYPORT_TRY(const auto kind, kind_of(number));
        page.rows.push_back({ObjectId(std::move(id)), kind});
        return {};
      }));
  if (more) page.next = entra::print_place({0, page.rows.back().id.value});
  if (!request.count) return page;
  SALLYPORT_CHECK(
      c.query("SELECT count(*) FROM membership WHERE member_of = ?", {group}, [&](const Row& row) -> Result<void> {
        SALLYPORT_TRY(const auto number, row.integer(0));
        page.count = static_cast<std::size_t>(number);
        return {};
      }));
  return page;
}

}  // namespace

Result<std::optional<Tenant>> SqliteDirectoryStore::find_tenant(std::string_view id_or_domain) {
  return find_one<Tenant>(database_,
                          "SELECT body FROM tenant WHERE id = ?1 UNION ALL SELECT body FROM tenant WHERE id IN "
                          "(SELECT tenant FROM tenant_domain WHERE name = ?1) LIMIT 1",
                          {id_or_domain});
}

Result<std::vector<Tenant>> SqliteDirectoryStore::tenants() {
  return read_port(
      database_, [](Connection& c) { return list_bodies<Tenant>(c, "SELECT body FROM tenant ORDER BY ordinal", {}); });
}

Result<void> SqliteDirectoryStore::add_tenant(const Tenant& tenant) {
  return write_port(database_, [&](Connection& c) { return insert(c, tenant); });
}

Result<void> SqliteDirectoryStore::change_tenant(const TenantId& id, const Change<Tenant>& change) {
  return write_port(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_TRY(const auto before,
                  load<Tenant>(c, "SELECT ordinal, body FROM tenant WHERE id = ?", id.value, "no_tenant"));
    SALLYPORT_TRY(const auto tenant, changed(before.value, change, [](const Tenant& each) { return each.id; }));
    SALLYPORT_CHECK(c.run("UPDATE tenant SET body = ? WHERE ordinal = ?", {print_record(tenant), before.ordinal}));
    return store_domains(c, tenant);
  });
}

Result<std::optional<User>> SqliteDirectoryStore::find_user(const ObjectId& id) {
  return find_one<User>(database_, "SELECT body FROM account WHERE id = ?", {id});
}

Result<std::optional<User>> SqliteDirectoryStore::find_user_by_name(std::string_view user_principal_name) {
  return find_one<User>(database_, "SELECT body FROM account WHERE name = ?", {user_principal_name});
}

Result<Page<User>> SqliteDirectoryStore::users(const TenantId& tenant, const PageRequest& request) {
  return read_port(database_, [&](Connection& c) { return list_page<User>(c, kAccounts, tenant, request); });
}

Result<std::vector<User>> SqliteDirectoryStore::people_with_directory_role(const TenantId& tenant) {
  return read_port(database_, [&](Connection& c) { return list_people_with_role(c, tenant); });
}

Result<void> SqliteDirectoryStore::add_user(const User& user) {
  return write_port(database_, [&](Connection& c) { return insert(c, user); });
}

Result<void> SqliteDirectoryStore::change_user(const ObjectId& id, const Change<User>& change) {
  return write_port(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_TRY(const auto before, load<User>(c, kLoadUser, id.value, "no_user"));
    SALLYPORT_TRY(const auto user,
                  changed(before.value, change, [](const User& each) { return std::pair(each.id, each.tenant); }));
    return update_user(c, before, user);
  });
}

Result<void> SqliteDirectoryStore::remove_user(const ObjectId& id) {
  return write_port(database_, [&](Connection& c) { return erase_user(c, id); });
}

Result<std::optional<Group>> SqliteDirectoryStore::find_group(const ObjectId& id) {
  return find_one<Group>(database_, "SELECT body FROM security_group WHERE id = ?", {id});
}

Result<Page<Group>> SqliteDirectoryStore::groups(const TenantId& tenant, const PageRequest& request) {
  return read_port(database_, [&](Connection& c) { return list_page<Group>(c, kGroups, tenant, request); });
}

Result<void> SqliteDirectoryStore::add_group(const Group& group) {
  return write_port(database_, [&](Connection& c) { return insert(c, group); });
}

Result<void> SqliteDirectoryStore::change_group(const ObjectId& id, const Change<Group>& change) {
  return write_port(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_TRY(const auto before, load<Group>(c, kLoadGroup, id.value, "no_group"));
    SALLYPORT_TRY(const auto group,
                  changed(before.value, change, [](const Group& each) { return std::pair(each.id, each.tenant); }));
    return update_group(c, before, group);
  });
}

Result<void> SqliteDirectoryStore::remove_group(const ObjectId& id) {
  return write_port(database_, [&](Connection& c) { return erase_group(c, id); });
}

Result<void> SqliteDirectoryStore::add_member(const ObjectId& group, const ObjectId& member) {
  return write_port(database_, [&](Connection& c) { return insert(c, entra::Membership{group, member}); });
}

Result<bool> SqliteDirectoryStore::remove_member(const ObjectId& group, const ObjectId& member) {
  return write_port(database_, [&](Connection& c) -> Result<bool> {
    SALLYPORT_TRY(const auto removed,
                  c.run("DELETE FROM membership WHERE member = ? AND member_of = ?", {member, group}));
    return removed > 0;
  });
}

Result<Page<Principal>> SqliteDirectoryStore::members_of(const ObjectId& group, const PageRequest& request) {
  return read_port(database_, [&](Connection& c) { return list_members(c, group, request); });
}

Result<std::vector<ObjectId>> SqliteDirectoryStore::groups_of(const ObjectId& member) {
  return ask_port(database_, [&](Connection& c) {
    return list_ids(c, "SELECT member_of FROM membership WHERE member = ? ORDER BY member_of", {member});
  });
}

Result<std::vector<ObjectId>> SqliteDirectoryStore::transitive_groups_of(const ObjectId& member) {
  return ask_port(database_, [&](Connection& c) {
    return list_ids(c,
                    "WITH RECURSIVE above (id) AS (SELECT member_of FROM membership WHERE member = ? "
                    "UNION SELECT member_of FROM membership JOIN above ON member = above.id) "
                    "SELECT id FROM above ORDER BY id",
                    {member});
  });
}

}  // namespace sallyport::stores
