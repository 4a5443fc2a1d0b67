// What the sources of MemoryDirectoryStore share: copies of rows, and changes that store nothing if they fail.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "entra/directory_store.h"
#include "stores/memory/directory_table.h"

namespace sallyport::stores {

template <class T>
std::optional<T> copy_of(const T* row) {
  if (row == nullptr) return std::nullopt;
  return *row;
}

// What a change function must not change: the id, and what else names the row.
inline auto fixed(const entra::Tenant& tenant) {
  return tenant.id;
}
inline auto fixed(const entra::User& user) {
  return std::pair(user.id, user.tenant);
}
inline auto fixed(const entra::Group& group) {
  return std::pair(group.id, group.tenant);
}
inline auto fixed(const entra::AppRegistration& app) {
  return std::tuple(app.id, app.tenant, app.client_id);
}
inline auto fixed(const entra::ServicePrincipal& principal) {
  return std::tuple(principal.id, principal.tenant, principal.client_id);
}
inline auto fixed(const entra::Consent& consent) {
  return std::tuple(consent.id, consent.client, consent.principal, consent.resource);
}

inline auto fixed(const entra::NamedLocation& location) {
  return std::pair(location.id, location.tenant);
}
inline auto fixed(const entra::ConditionalAccessPolicy& policy) {
  return std::pair(policy.id, policy.tenant);
}

// Changes a copy of the row, checks it, and only then puts it in place of the row. Fails with rejected/`absent` if
// there is no row.
template <class T>
Result<void> change_row(T* row, std::string_view absent, std::string_view id, const entra::Change<T>& change,
                        const auto& check) {
  if (row == nullptr) return failure(Kind::rejected, absent, "", std::string(id));
  T copy = *row;
  SALLYPORT_CHECK(change(copy));
  if (fixed(copy) != fixed(*row)) return failure(Kind::internal, "id_changed");
  SALLYPORT_CHECK(check(copy));
  *row = std::move(copy);
  return {};
}

inline constexpr auto kNoCheck = [](const auto&) { return Result<void>(); };

// One page of a tenant's rows.
template <class T>
Result<entra::Page<T>> page_of_tenant(const Table<T>& table, const TenantId& tenant,
                                      const entra::PageRequest& request) {
  return page_of(
      table, request, [&](const T& row) { return row.tenant == tenant && is_wanted(row, request); },
      [](const T& row) { return entra::fold_name(row.display_name); });
}

// A page in the order of creation, whatever else the request names.
template <class T>
Result<entra::Page<T>> created_page(const Table<T>& table, const entra::PageRequest& request, const auto& matches) {
  entra::PageRequest plain;
  plain.after = request.after;
  plain.limit = request.limit;
  plain.count = request.count;
  return page_of(table, plain, matches, [](const T&) { return std::string(); });
}

}  // namespace sallyport::stores
