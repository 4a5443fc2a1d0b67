// The one-time link of an administrator.
#include <algorithm>

#include "stores/sqlite/directory/directory_store.h"
#include "stores/sqlite/directory/work.h"
#include "stores/sqlite/directory/writes.h"

namespace sallyport::stores {
namespace {

using entra::AdminLink;
using entra::AdminLinkFor;

Result<AdminLinkFor> purpose_of(std::int64_t number) {
  if (number < 0 || number > static_cast<std::int64_t>(AdminLinkFor::another_administrator))
    return failure(Kind::unavailable, "sql_value");
  return static_cast<AdminLinkFor>(number);
}

Result<std::optional<AdminLink>> find_link(Connection& c) {
  std::optional<AdminLink> found;
  SALLYPORT_CHECK(
      c.query("SELECT hash, tenant, expires, purpose FROM admin_link", {}, [&](const Row& row) -> Result<void> {
        AdminLink link;
        SALLYPORT_TRY(link.hash, row.text(0));
        SALLYPORT_TRY(auto tenant, row.text(1));
        link.tenant = TenantId(std::move(tenant));
        SALLYPORT_TRY(link.expires, row.time(2));
        SALLYPORT_TRY(const auto number, row.integer(3));
        SALLYPORT_TRY(link.purpose, purpose_of(number));
        found = std::move(link);
        return {};
      }));
  return found;
}

}  // namespace

Result<std::optional<AdminLink>> SqliteDirectoryStore::find_admin_link() {
  return read_port(database_, find_link);
}

Result<void> SqliteDirectoryStore::replace_admin_link(const AdminLink& link) {
  return write_port(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_CHECK(
        c.run("INSERT OR REPLACE INTO admin_link (id, hash, tenant, expires, purpose) VALUES (1, ?, ?, ?, ?)",
              {link.hash, link.tenant, link.expires, static_cast<std::int64_t>(link.purpose)}));
    return {};
  });
}

Result<void> SqliteDirectoryStore::use_admin_link(std::string_view hash, UnixTime now,
                                                  const entra::User& administrator) {
  return write_port(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_TRY(const auto link, find_link(c));
    SALLYPORT_CHECK(entra::check_admin_link(link, hash, now, administrator));
    SALLYPORT_TRY(const auto people, list_people_with_role(c, link->tenant));
    if (link->purpose == AdminLinkFor::first_administrator &&
        std::ranges::any_of(people, entra::is_enabled_administrator))
      return failure(Kind::conflict, "administrator_exists");
    SALLYPORT_CHECK(insert(c, administrator));
    SALLYPORT_CHECK(c.run("DELETE FROM admin_link", {}));
    return {};
  });
}

}  // namespace sallyport::stores
