#include "gateway/standing/administrators.h"

#include <algorithm>

#include "base/text.h"
#include "gateway/standing/admission.h"

namespace sallyport::gateway {

using identity::PersonEntry;

namespace {

constexpr std::string_view kByObjectId = "oid:";

// The people whom a name may mean: its username, and, because an application knows people of other domains by their
// whole address, the usernames that begin with it and an at sign.
Result<std::vector<PersonEntry>> find_bearers(const Settings& settings, identity::PeopleStore& people,
                                              const std::string& admin) {
  if (admin.find('@') != std::string::npos)
    return people.find_by_name(name_of_address(admin, settings.authorizer.principal_domain));
  SALLYPORT_TRY(auto bearers, people.find_by_name(admin));
  SALLYPORT_TRY(auto abroad, people.page({.kind = identity::PersonKind::human, .name_prefix = admin + "@"},
                                         {.limit = identity::kMaxPeoplePage}));
  std::ranges::move(abroad.people, std::back_inserter(bearers));
  return bearers;
}

// Whether the name means this person, as is_admin_principal() in admission.cc decides it from claims.
bool is_meant(const Settings& settings, const std::string& admin, const PersonEntry& entry) {
  const AuthorizerSettings& authorizer = settings.authorizer;
  const identity::Labels& labels = entry.person.labels;
  if (entry.kind != identity::PersonKind::human) return false;
  if (admin.find('@') != std::string::npos) return ascii_iequals(admin, labels.email);
  if (!settings.sign_in_configured) return labels.username == admin;
  const bool has_domains = !authorizer.principal_domain.empty() || !authorizer.allowed_domains.empty();
  return !has_domains || labels.email.empty() || is_own_domain(authorizer, domain_of(labels.email));
}

Result<void> add_bearers(const Settings& settings, const AdministratorStores& stores, const std::string& admin,
                         std::vector<PersonId>& named) {
  SALLYPORT_TRY(const auto bearers, find_bearers(settings, stores.people_by_hand, admin));
  for (const PersonEntry& entry : bearers) {
    if (!is_meant(settings, admin, entry)) continue;
    if (settings.sign_in_configured) {
      SALLYPORT_TRY(const auto account, stores.accounts.find(entry.person.id));
      if (account) continue;
    }
    named.push_back(entry.person.id);
  }
  return {};
}

}  // namespace

Result<identity::Administrators> find_administrators(const Settings& settings, const AdministratorStores& stores) {
  SALLYPORT_TRY(auto found, administrators_without_configuration(stores.local_admin));
  found.by_app_role = settings.sign_in_configured && settings.authorizer.use_roles_from_provider;
  for (const std::string& written : settings.authorizer.admin_principals) {
    const std::string admin = ascii_lower(written);
    if (!admin.starts_with(kByObjectId)) {
      SALLYPORT_CHECK(add_bearers(settings, stores, admin, found.named));
    } else if (settings.sign_in_configured) {
      SALLYPORT_TRY(const auto people, stores.people.find_by_subject(Subject(admin.substr(kByObjectId.size()))));
      found.named.insert(found.named.end(), people.begin(), people.end());
    }
  }
  return found;
}

Result<identity::Administrators> administrators_without_configuration(identity::LocalAdminStore& local_admin) {
  SALLYPORT_TRY(const auto account, local_admin.find());
  return identity::Administrators{.local = account && !account->retired && !account->password_hash.empty()};
}

}  // namespace sallyport::gateway
