// Pages of the directory's tables that have an ordinal, a tenant, a folded display name and a body, and of which the
// words are indexed: account, security_group, application and service_principal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entra/page.h"
#include "stores/sql/connection.h"
#include "stores/sqlite/directory/records.h"

namespace sallyport::stores {

// The names of a table, of its table of words, and of its index by tenant and display name.
struct Listed {
  std::string_view table;
  std::string_view words;
  std::string_view by_display;
};

inline constexpr Listed kAccounts{"account", "account_word", "account_by_display"};
inline constexpr Listed kGroups{"security_group", "security_group_word", "security_group_by_display"};
inline constexpr Listed kApplications{"application", "application_word", "application_by_display"};
inline constexpr Listed kPrincipals{"service_principal", "service_principal_word", "service_principal_by_display"};

// The bodies of one page. Errors: also those of entra::check_page.
Result<entra::Page<std::string>> list_bodies_of(Connection& connection, const Listed& listed, const TenantId& tenant,
                                                const entra::PageRequest& request);

// The records of one page.
template <class T>
Result<entra::Page<T>> list_page(Connection& connection, const Listed& listed, const TenantId& tenant,
                                 const entra::PageRequest& request) {
  SALLYPORT_TRY(auto bodies, list_bodies_of(connection, listed, tenant, request));
  entra::Page<T> page{{}, std::move(bodies.next), bodies.count};
  for (const std::string& body : bodies.rows) {
    SALLYPORT_TRY(auto value, parse_record<T>(body));
    page.rows.push_back(std::move(value));
  }
  return page;
}

// Indexes the words of the row that was inserted last.
Result<void> add_words(Connection& connection, const Listed& listed, const TenantId& tenant,
                       const std::vector<std::string>& words);

// Replaces the words of a row. `before` must be those that are indexed.
Result<void> change_words(Connection& connection, const Listed& listed, const TenantId& tenant, std::int64_t ordinal,
                          const std::vector<std::string>& before, const std::vector<std::string>& after);

}  // namespace sallyport::stores
