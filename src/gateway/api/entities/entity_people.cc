#include "gateway/api/entities/entity_people.h"

#include "gateway/api/shape/entity_reference.h"

namespace sallyport::gateway {
namespace {

Result<void> add_users(json::Object& out, const identity::PeopleFilter& filter, const Fields& fields,
                       const ApiParts& parts, const Site& site) {
  if (!fields.has("users")) return {};
  SALLYPORT_TRY(const auto page, parts.people_by_hand.page(filter, {.limit = kMaxShownUsers}));
  json::Array users;
  for (const identity::PersonEntry& entry : page.people)
    users.emplace_back(print_reference({.id = entry.person.id.value,
                                        .type = "user",
                                        .name = entry.person.labels.username,
                                        .display_name = entry.person.labels.display_name,
                                        .href = site.address_of("/api/v1/users/" + entry.person.id.value)}));
  out.set("users", std::move(users));
  return {};
}

}  // namespace

Result<void> add_people(json::Object& out, const identity::Entity<identity::Team>& team, const Fields& fields,
                        const ApiParts& parts, const Site& site) {
  SALLYPORT_CHECK(add_users(out, {.team = team.header.id}, fields, parts, site));
  if (!fields.has("userCount")) return {};
  SALLYPORT_TRY(const auto count, parts.team_members.count_members(team.header.id));
  out.set("userCount", static_cast<std::int64_t>(count));
  return {};
}

Result<void> add_people(json::Object& out, const identity::Entity<identity::Role>& role, const Fields& fields,
                        const ApiParts& parts, const Site& site) {
  return add_users(out, {.role = role.content.name}, fields, parts, site);
}

}  // namespace sallyport::gateway
