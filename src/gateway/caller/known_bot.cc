#include "gateway/caller/known_bot.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "gateway/call/lifetimes.h"

namespace sallyport::gateway {
namespace {

std::vector<std::string> bot_names(const ProviderSettings& provider, const identity::IdentityKey& key) {
  if (!provider.traits.has_tenants) return {};
  std::vector<std::string> names{key.subject.value + "." + key.tenant.value};
  if (provider.allowed_tenants == std::vector{key.tenant}) names.push_back(key.subject.value);
  return names;
}

}  // namespace

Result<KnownPerson> find_bot(const CallerParts& parts, const Admission& admission, UnixTime now) {
  KnownPerson known{{}, {}, now + kPersonLookedAt};
  std::optional<identity::PersonEntry> bot;
  for (const std::string& name : bot_names(parts.settings->provider, admission.key)) {
    SALLYPORT_TRY(const auto named, parts.people_by_hand.find_by_name(name));
    const auto found = std::ranges::find(named, identity::PersonKind::bot, &identity::PersonEntry::kind);
    if (found != named.end() && !bot) bot = *found;
  }
  if (!bot) return known;
  if (bot->person.disabled) return failure(Kind::forbidden, "person_disabled", {}, bot->person.labels.username);
  known.given = given_roles(bot->person.memberships);
  std::erase(known.given, identity::kAdminRole);  // a bot is never an administrator by hand
  known.id = bot->person.id;
  return known;
}

}  // namespace sallyport::gateway
