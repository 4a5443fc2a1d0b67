#include "gateway/caller/known_bot.h"

#include <algorithm>

#include "gateway/call/lifetimes.h"

namespace sallyport::gateway {

Result<KnownPerson> find_bot(const CallerParts& parts, const Admission& admission, UnixTime now) {
  KnownPerson known{{}, {}, now + kPersonLookedAt};
  const ProviderSettings& provider = parts.settings->provider;
  const bool is_ours = provider.traits.has_tenants && provider.allowed_tenants == std::vector{admission.key.tenant};
  if (!is_ours) return known;
  SALLYPORT_TRY(const auto named, parts.people_by_hand.find_by_name(admission.key.subject.value));
  const auto bot = std::ranges::find(named, identity::PersonKind::bot, &identity::PersonEntry::kind);
  if (bot == named.end()) return known;
  if (bot->person.disabled) return failure(Kind::forbidden, "person_disabled", {}, bot->person.labels.username);
  known.given = given_roles(bot->person.memberships);
  std::erase(known.given, identity::kAdminRole);  // a bot is never an administrator by hand
  known.id = bot->person.id;
  return known;
}

}  // namespace sallyport::gateway
