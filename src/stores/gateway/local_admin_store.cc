#include "stores/gateway/local_admin_store.h"

#include "stores/gateway/row/store_time.h"
#include "stores/sql/row_check.h"

namespace sallyport::stores {

using identity::LocalAdmin;

namespace {

constexpr std::string_view kLocalAdminStore = "local_admin_store";

Parameters values_of(const LocalAdmin& admin) {
  return {admin.password_hash, admin.link_hash, admin.link_expires, admin.retired};
}

Result<LocalAdmin> parse_admin(const Row& row) {
  LocalAdmin admin;
  SALLYPORT_TRY(admin.password_hash, row.text(0));
  SALLYPORT_TRY(admin.link_hash, row.text(1));
  SALLYPORT_TRY(admin.link_expires, row.time(2));
  SALLYPORT_TRY(admin.retired, row.flag(3));
  SALLYPORT_TRY(const auto check, row.blob(4));
  SALLYPORT_CHECK(check_row(values_of(admin), check));
  return admin;
}

Result<void> save(Connection& connection, const LocalAdmin& admin) {
  auto values = values_of(admin);
  const auto check = row_check(values);
  values.emplace_back(Blob{check});
  SALLYPORT_CHECK(connection.run(
      "INSERT INTO local_admin (id, password_hash, link_hash, link_expires, retired, row_check) "
      "VALUES (1, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET password_hash = excluded.password_hash, "
      "link_hash = excluded.link_hash, link_expires = excluded.link_expires, retired = excluded.retired, "
      "row_check = excluded.row_check",
      values));
  return {};
}

}  // namespace

Result<std::optional<LocalAdmin>> SqlLocalAdminStore::load(Connection& connection) {
  std::optional<LocalAdmin> found;
  constexpr std::string_view sql = "SELECT password_hash, link_hash, link_expires, retired, row_check FROM local_admin";
  SALLYPORT_CHECK(connection.query(sql, {}, [&](const Row& row) -> Result<void> {
    auto admin = parse_admin(row);
    if (!admin) report_damaged(log_, "local_admin", "1", admin.error());
    SALLYPORT_TRY(found, std::move(admin));
    return {};
  }));
  return found;
}

Result<std::optional<LocalAdmin>> SqlLocalAdminStore::find() {
  SALLYPORT_TRY(auto admin, rename_failure(database_.read([&](Connection& connection) { return load(connection); }),
                                           kLocalAdminStore));
  if (admin) admin->link_expires = StoreTime(database_.ahead()).out(admin->link_expires);
  return admin;
}

Result<void> SqlLocalAdminStore::put(const LocalAdmin& admin) {
  LocalAdmin stored = admin;
  stored.link_expires = StoreTime(database_.ahead()).in(admin.link_expires);
  return rename_failure(database_.write([&](Connection& connection) { return save(connection, stored); }),
                        kLocalAdminStore);
}

Result<bool> SqlLocalAdminStore::change(const Change& change) {
  const StoreTime time(database_.ahead());
  const auto change_stored = [&](Connection& connection) -> Result<bool> {
    SALLYPORT_TRY(auto stored, load(connection));
    if (stored) stored->link_expires = time.out(stored->link_expires);
    auto changed = change(stored);
    if (!changed) return false;
    changed->link_expires = time.in(changed->link_expires);
    SALLYPORT_CHECK(save(connection, *changed));
    return true;
  };
  return rename_failure(database_.write(change_stored), kLocalAdminStore);
}

Result<void> SqlLocalAdminStore::upgrade_password(const std::string& old_hash, const std::string& new_hash) {
  return rename_failure(database_.write([&](Connection& connection) -> Result<void> {
    SALLYPORT_TRY(auto admin, load(connection));
    if (!admin || admin->retired || old_hash.empty() || admin->password_hash != old_hash) return {};
    admin->password_hash = new_hash;
    return save(connection, *admin);
  }),
                        kLocalAdminStore);
}

Result<void> SqlLocalAdminStore::consume_link(const std::string& link_hash, const std::string& password_hash,
                                              UnixTime called) {
  const UnixTime now = StoreTime(database_.ahead()).in(called);
  return rename_failure(database_.write([&](Connection& connection) -> Result<void> {
    SALLYPORT_TRY(auto admin, load(connection));
    const bool open =
        admin && !admin->retired && !link_hash.empty() && admin->link_hash == link_hash && now < admin->link_expires;
    if (!open) return failure(Kind::rejected, "link_used_or_expired");
    admin->password_hash = password_hash;
    admin->link_hash.clear();
    return save(connection, *admin);
  }),
                        kLocalAdminStore);
}

}  // namespace sallyport::stores
