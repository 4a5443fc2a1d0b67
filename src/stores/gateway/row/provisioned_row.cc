#include "stores/gateway/row/provisioned_row.h"

#include "base/text.h"
#include "stores/sql/one_of.h"
#include "stores/sql/row_check.h"
#include "stores/sql/sql_text.h"

namespace sallyport::stores {

using identity::Provisioned;
using identity::ProvisionedContent;
using identity::ProvisionedPage;
using identity::ProvisionedQuery;

namespace {

constexpr std::string_view kProvisionedColumns =
    "id, client, name, name_key, external_id, active, document, version, created, updated, row_check";

std::string_view name_of(ProvisionedTable table) {
  return table == ProvisionedTable::user ? "scim_user" : "scim_group";
}

// `name_key` is the name in lower case; it must outlive the result.
Parameters values_of(const Provisioned& row, const std::string& name_key) {
  const ProvisionedContent& content = row.content;
  return {row.id,         row.client,       content.name, name_key,    content.external_id,
          content.active, content.document, row.version,  row.created, row.updated};
}

Result<Provisioned> parse_provisioned(const Row& row) {
  Provisioned out;
  SALLYPORT_TRY(out.id, row.text(0));
  SALLYPORT_TRY(out.client.value, row.text(1));
  SALLYPORT_TRY(out.content.name, row.text(2));
  SALLYPORT_TRY(const auto name_key, row.text(3));
  SALLYPORT_TRY(out.content.external_id, row.text(4));
  SALLYPORT_TRY(out.content.active, row.flag(5));
  SALLYPORT_TRY(out.content.document, row.text(6));
  SALLYPORT_TRY(out.version, row.integer(7));
  SALLYPORT_TRY(out.created, row.time(8));
  SALLYPORT_TRY(out.updated, row.time(9));
  SALLYPORT_TRY(const auto check, row.blob(10));
  SALLYPORT_CHECK(check_row(values_of(out, name_key), check));
  return out;
}

Result<std::vector<Provisioned>> query_provisioned(Connection& connection, ProvisionedTable table,
                                                   std::string_view where, const Parameters& values, Log& log) {
  std::vector<Provisioned> rows;
  SALLYPORT_CHECK(connection.query(joined({"SELECT ", kProvisionedColumns, " FROM ", name_of(table), " WHERE ", where}),
                                   values, [&](const Row& row) -> Result<void> {
                                     auto parsed = parse_provisioned(row);
                                     if (!parsed)
                                       report_damaged(log, name_of(table), row.text(0).value_or("?"), parsed.error());
                                     if (!parsed) return Failure(parsed.error());
                                     rows.push_back(*std::move(parsed));
                                     return {};
                                   }));
  return rows;
}

Result<std::size_t> count_where(Connection& connection, ProvisionedTable table, std::string_view where,
                                const Parameters& values) {
  std::int64_t count = 0;
  SALLYPORT_CHECK(connection.query(joined({"SELECT count(*) FROM ", name_of(table), " WHERE ", where}), values,
                                   [&](const Row& row) -> Result<void> {
                                     SALLYPORT_TRY(count, row.integer(0));
                                     return {};
                                   }));
  return static_cast<std::size_t>(count);
}

}  // namespace

Result<ProvisionedPage> list_provisioned(Connection& connection, ProvisionedTable table, const PersonId& client,
                                         const ProvisionedQuery& query, Log& log) {
  std::string where = "client = ?";
  Parameters values{client};
  const std::string name_key = ascii_lower(query.name.value_or(""));
  const auto demand = [&](std::string_view column, const std::string& value) {
    where += joined({" AND ", column, " = ?"});
    values.emplace_back(value);
  };
  if (query.id) demand("id", *query.id);
  if (query.name) demand("name_key", name_key);
  if (query.external_id) demand("external_id", *query.external_id);
  ProvisionedPage page;
  SALLYPORT_TRY(page.total, count_where(connection, table, where, values));
  where += " ORDER BY name_key LIMIT ? OFFSET ?";
  values.emplace_back(static_cast<std::int64_t>(query.limit));
  values.emplace_back(static_cast<std::int64_t>(query.skip));
  SALLYPORT_TRY(page.found, query_provisioned(connection, table, where, values, log));
  return page;
}

Result<std::optional<Provisioned>> find_provisioned(Connection& connection, ProvisionedTable table,
                                                    const PersonId& client, const std::string& id, Log& log) {
  SALLYPORT_TRY(auto rows, query_provisioned(connection, table, "client = ? AND id = ?", {client, id}, log));
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

Result<bool> is_provisioned(Connection& connection, ProvisionedTable table, const std::string& id) {
  SALLYPORT_TRY(const auto count, count_where(connection, table, "id = ?", {id}));
  return count > 0;
}

Result<void> check_provisioned_is_free(Connection& connection, ProvisionedTable table, const PersonId& client,
                                       const ProvisionedContent& content, const std::string& but_for) {
  const std::string name_key = ascii_lower(content.name);
  SALLYPORT_TRY(const auto count,
                count_where(connection, table,
                            "client = ? AND id <> ? AND (name_key = ? OR (external_id <> '' AND external_id = ?))",
                            {client, but_for, name_key, content.external_id}));
  if (count > 0) return failure(Kind::conflict, "provisioned_exists");
  return {};
}

Result<void> put_provisioned(Connection& connection, ProvisionedTable table, const Provisioned& row) {
  const std::string name_key = ascii_lower(row.content.name);
  Parameters values = values_of(row, name_key);
  const std::string check = row_check(values);
  values.emplace_back(Blob{check});
  SALLYPORT_CHECK(connection.run(
      joined({"INSERT INTO ", name_of(table), " (", kProvisionedColumns,
              ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
              "name_key = excluded.name_key, external_id = excluded.external_id, active = excluded.active, "
              "document = excluded.document, version = excluded.version, updated = excluded.updated, "
              "row_check = excluded.row_check"}),
      values));
  return {};
}

Result<void> remove_provisioned(Connection& connection, ProvisionedTable table, const std::string& id) {
  SALLYPORT_CHECK(connection.run(joined({"DELETE FROM ", name_of(table), " WHERE id = ?"}), {id}));
  return {};
}

Result<std::set<PersonId>> deprovisioned_of(Connection& connection, const std::vector<PersonId>& ids) {
  std::set<PersonId> out;
  if (ids.empty()) return out;
  const OneOf those = one_of(ids);
  SALLYPORT_CHECK(connection.query(joined({"SELECT id FROM scim_user WHERE active = 0 AND id IN ", those.list}),
                                   those.values, [&](const Row& row) -> Result<void> {
                                     SALLYPORT_TRY(auto id, row.text(0));
                                     out.emplace(std::move(id));
                                     return {};
                                   }));
  return out;
}

}  // namespace sallyport::stores
