#include "directory/model/policy_words.h"

#include <algorithm>

#include "base/text.h"
#include "directory/model/lookup.h"
#include "directory/model/policies.h"
#include "entra/graph_application.h"
#include "entra/portal_application.h"

namespace sallyport::directory {
namespace {

using entra::ClientKind;
using entra::GrantControl;
using entra::PolicyState;
using Words = std::vector<std::string>;

template <class T>
struct Word {
  std::string_view word;
  T value;
};

constexpr auto kStates = std::to_array<Word<PolicyState>>({{"enabled", PolicyState::enabled},
                                                           {"disabled", PolicyState::disabled},
                                                           {"report-only", PolicyState::report_only}});
constexpr auto kClients =
    std::to_array<Word<ClientKind>>({{"browser", ClientKind::browser}, {"program", ClientKind::mobile_and_desktop}});
constexpr auto kControls = std::to_array<Word<GrantControl>>({{"mfa", GrantControl::mfa},
                                                              {"password-change", GrantControl::password_change},
                                                              {"compliant-device", GrantControl::compliant_device},
                                                              {"joined-device", GrantControl::domain_joined_device},
                                                              {"block", GrantControl::block}});

template <class Table>
auto read_word(const Table& table, std::string_view word, std::string_view reason)
    -> Result<decltype(table.front().value)> {
  const auto row = std::ranges::find(table, word, [](const auto& each) { return each.word; });
  if (row != table.end()) return row->value;
  std::string known;
  for (const auto& each : table) known += (known.empty() ? "" : ", ") + std::string(each.word);
  return failure(Kind::rejected, reason, "", std::string(word) + ": write one of " + known);
}

// The names of one policy are looked up in its tenant.
class Reader {
 public:
  Reader(entra::DirectoryStore& store, const TenantId& tenant) : store_(store), tenant_(tenant) {}

  // "all" is a word for what is included. Among what is excluded it is a name that nobody has.
  void excluding() { excludes_ = true; }

  Result<void> people(const Words& users, const Words& groups, const Words& roles, entra::PolicyPeople& to) {
    for (const std::string& name : users) SALLYPORT_CHECK(person(name, to));
    for (const std::string& name : groups) {
      SALLYPORT_TRY(const auto group, choose_group(store_, tenant_, name));
      to.groups.push_back(group.id);
    }
    for (const std::string& name : roles) {
      const auto role = entra::parse_directory_role(name);
      if (!role || *role == entra::DirectoryRole::none)
        return failure(Kind::rejected, "directory_role", "", name + ": no such role");
      to.roles.push_back(*role);
    }
    return {};
  }

  Result<void> apps(const Words& names, entra::PolicyApps& to) {
    for (const std::string& name : names) {
      if (name == "all" && !excludes_) {
        to.all = true;
        continue;
      }
      SALLYPORT_TRY(auto client, app(name));
      to.apps.push_back(std::move(client));
    }
    return {};
  }

  Result<void> places(const Words& names, entra::PolicyPlaces& to) {
    for (const std::string& name : names) {
      if (name == "all" && !excludes_) {
        to.everywhere = true;
      } else if (name == "trusted") {
        to.trusted = true;
      } else {
        SALLYPORT_TRY(const auto location, choose_location(store_, tenant_, name));
        to.locations.push_back(location.id);
      }
    }
    return {};
  }

 private:
  Result<void> person(const std::string& name, entra::PolicyPeople& to) {
    if (name == "all" && !excludes_) {
      to.everybody = true;
    } else if (name == "guests") {
      to.guests = true;
    } else {
      SALLYPORT_TRY(const auto user, choose_user(store_, name));
      to.people.push_back(user.id);
    }
    return {};
  }

  Result<ClientId> app(const std::string& name) {
    if (name == "portal") return ClientId(std::string(entra::kPortalClientId));
    const auto known = choose_api(store_, name);
    if (known) return known->client_id;
    if (known.error().reason != "no_app") return Failure(known.error());
    SALLYPORT_TRY(const auto principals, store_.principals(tenant_, {.name = name, .limit = 2}));
    if (principals.rows.size() > 1)
      return failure(Kind::conflict, "app_ambiguous", "", name + ": several have the name; write a client id");
    if (principals.rows.empty()) return failure(Kind::rejected, "no_app", "", name);
    return principals.rows.front().client_id;
  }

  entra::DirectoryStore& store_;
  const TenantId& tenant_;
  bool excludes_ = false;
};

Result<std::optional<entra::SignInFrequency>> read_frequency(std::string_view text) {
  if (text.empty()) return std::optional<entra::SignInFrequency>();
  entra::SignInFrequency frequency;
  if (text == "every-time") {
    frequency.every_time = true;
    return std::optional(frequency);
  }
  const char unit = text.back();
  const auto value = parse_decimal(text.substr(0, text.size() - 1));
  constexpr long long kMost = 365;
  if (!value || *value < 1 || *value > kMost || (unit != 'h' && unit != 'd'))
    return failure(Kind::rejected, "policy_frequency", "", std::string(text) + ": write 8h, 30d or every-time");
  frequency.value = static_cast<int>(*value);
  frequency.unit = unit == 'd' ? entra::FrequencyUnit::days : entra::FrequencyUnit::hours;
  return std::optional(frequency);
}

Result<void> read_demands(const PolicyWords& words, entra::ConditionalAccessPolicy& policy) {
  for (const std::string& word : words.clients) {
    SALLYPORT_TRY(const auto kind, read_word(kClients, word, "policy_client"));
    policy.client_kinds.push_back(kind);
  }
  for (const std::string& word : words.require) {
    SALLYPORT_TRY(const auto control, read_word(kControls, word, "policy_require"));
    policy.controls.push_back(control);
  }
  policy.grant_operator = words.require_all ? entra::GrantOperator::all_of : entra::GrantOperator::one_of;
  SALLYPORT_TRY(policy.sign_in_frequency, read_frequency(words.frequency));
  return {};
}

}  // namespace

Result<PolicyState> read_policy_state(std::string_view word) {
  return read_word(kStates, word, "policy_state");
}

std::string_view word_of(PolicyState state) {
  return std::ranges::find(kStates, state, &Word<PolicyState>::value)->word;
}

Result<entra::ConditionalAccessPolicy> make_policy(entra::DirectoryStore& store, const TenantId& tenant,
                                                   const PolicyWords& words, UnixTime now, Random& random) {
  entra::ConditionalAccessPolicy policy;
  policy.id = entra::ObjectId(random_uuid(random));
  policy.tenant = tenant;
  policy.display_name = words.name;
  policy.created = now;
  SALLYPORT_TRY(policy.state, read_policy_state(words.state));
  Reader reader(store, tenant);
  const bool everybody = words.users.empty() && words.groups.empty() && words.roles.empty();
  SALLYPORT_CHECK(
      reader.people(everybody ? Words{"all"} : words.users, words.groups, words.roles, policy.include_people));
  const bool every_app = words.apps.empty() && words.contexts.empty();
  SALLYPORT_CHECK(reader.apps(every_app ? Words{"all"} : words.apps, policy.include_apps));
  policy.contexts = words.contexts;
  if (!words.locations.empty() || !words.exclude_locations.empty())
    SALLYPORT_CHECK(
        reader.places(words.locations.empty() ? Words{"all"} : words.locations, policy.include_places.emplace()));
  reader.excluding();
  SALLYPORT_CHECK(reader.people(words.exclude_users, words.exclude_groups, words.exclude_roles, policy.exclude_people));
  SALLYPORT_CHECK(reader.apps(words.exclude_apps, policy.exclude_apps));
  SALLYPORT_CHECK(reader.places(words.exclude_locations, policy.exclude_places));
  SALLYPORT_CHECK(read_demands(words, policy));
  SALLYPORT_CHECK(check_policy(policy));
  SALLYPORT_CHECK(check_policy_names(store, policy));
  return policy;
}

Result<entra::NamedLocation> make_location(const TenantId& tenant, const LocationWords& words, UnixTime now,
                                           Random& random) {
  entra::NamedLocation location;
  location.id = entra::ObjectId(random_uuid(random));
  location.tenant = tenant;
  location.display_name = words.name;
  location.trusted = words.trusted;
  location.created = now;
  for (const std::string& text : words.networks) {
    const auto network = http::IpNetwork::parse(text);
    if (!network)
      return failure(Kind::rejected, "location_networks", "", text + ": write 192.0.2.0/24 or 2001:db8::/32");
    location.networks.push_back(*network);
  }
  SALLYPORT_CHECK(check_location(location));
  return location;
}

Result<entra::NamedLocation> choose_location(entra::PolicyStore& store, const TenantId& tenant, std::string_view name) {
  SALLYPORT_TRY(const auto all, store.locations(tenant));
  std::optional<entra::NamedLocation> found;
  for (const entra::NamedLocation& each : all) {
    if (ascii_iequals(each.id.value, name)) return each;
    if (each.display_name != name) continue;
    if (found)
      return failure(Kind::conflict, "location_ambiguous", "",
                     std::string(name) + ": several have the name; write an id");
    found = each;
  }
  if (!found) return failure(Kind::rejected, "no_location", "", std::string(name));
  return *std::move(found);
}

}  // namespace sallyport::directory
