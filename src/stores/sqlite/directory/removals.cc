#include "stores/sqlite/directory/removals.h"

#include <algorithm>

#include "entra/name_index.h"
#include "stores/sqlite/directory/listing.h"
#include "stores/sqlite/directory/work.h"
#include "stores/sqlite/directory/writes.h"

namespace sallyport::stores {
namespace {

// The row of the id, without its words; absent if there is none.
template <class T>
Result<std::optional<T>> erase_row(Connection& c, const Listed& listed, std::string_view load_sql,
                                   std::string_view delete_sql, std::string_view id) {
  auto stored = load<T>(c, load_sql, id, "absent");
  if (!stored && stored.error().reason == "absent") return std::optional<T>();
  if (!stored) return Failure(stored.error());
  SALLYPORT_CHECK(change_words(c, listed, stored->value.tenant, stored->ordinal, entra::words_of(stored->value), {}));
  SALLYPORT_CHECK(c.run(delete_sql, {id}));
  return std::optional<T>(std::move(stored->value));
}

}  // namespace

Result<void> check_administrators_without(Connection& c, const entra::User& leaving) {
  if (!is_enabled_administrator(leaving)) return {};
  SALLYPORT_TRY(const auto people, list_people_with_role(c, leaving.tenant));
  const bool others = std::ranges::any_of(
      people, [&](const entra::User& each) { return each.id != leaving.id && is_enabled_administrator(each); });
  if (others) return {};
  return failure(Kind::rejected, "last_administrator", "",
                 leaving.user_principal_name + ": make another Global Administrator first");
}

Result<void> erase_user(Connection& c, const entra::ObjectId& id) {
  SALLYPORT_TRY(const auto user, find_body<entra::User>(c, "SELECT body FROM account WHERE id = ?", {id}));
  if (user) SALLYPORT_CHECK(check_administrators_without(c, *user));
  SALLYPORT_TRY(const auto erased,
                erase_row<entra::User>(c, kAccounts, "SELECT ordinal, body FROM account WHERE id = ?",
                                       "DELETE FROM account WHERE id = ?", id.value));
  return erased ? forget(c, id) : Result<void>();
}

Result<void> erase_group(Connection& c, const entra::ObjectId& id) {
  SALLYPORT_TRY(const auto erased,
                erase_row<entra::Group>(c, kGroups, "SELECT ordinal, body FROM security_group WHERE id = ?",
                                        "DELETE FROM security_group WHERE id = ?", id.value));
  return erased ? forget(c, id) : Result<void>();
}

Result<void> erase_principal(Connection& c, const entra::ObjectId& id) {
  SALLYPORT_TRY(const auto erased, erase_row<entra::ServicePrincipal>(
                                       c, kPrincipals, "SELECT ordinal, body FROM service_principal WHERE id = ?",
                                       "DELETE FROM service_principal WHERE id = ?", id.value));
  return erased ? forget(c, id) : Result<void>();
}

Result<void> erase_app(Connection& c, const ClientId& client) {
  SALLYPORT_TRY(const auto app, erase_row<entra::AppRegistration>(
                                    c, kApplications, "SELECT ordinal, body FROM application WHERE client_id = ?",
                                    "DELETE FROM application WHERE client_id = ?", client.value));
  if (!app) return {};
  SALLYPORT_TRY(const auto principal,
                find_body<entra::ServicePrincipal>(
                    c, "SELECT body FROM service_principal WHERE tenant = ? AND client_id = ?", {app->tenant, client}));
  return principal ? erase_principal(c, principal->id) : Result<void>();
}

}  // namespace sallyport::stores
