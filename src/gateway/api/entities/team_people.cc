#include "gateway/api/entities/team_people.h"

#include "gateway/api/shape/entity_reference.h"

namespace sallyport::gateway {
namespace {

Result<json::Array> references_to_users(const identity::EntityId& team, const ApiParts& parts) {
  json::Array users;
  SALLYPORT_TRY(const auto members, parts.team_members.members_of(team, {}, kMaxShownUsers));
  for (const PersonId& id : members) {
    SALLYPORT_TRY(const auto person, parts.people.find_by_id(id));
    if (!person) continue;  // gone meanwhile
    users.emplace_back(print_reference({.id = id.value,
                                        .type = "user",
                                        .name = person->labels.username,
                                        .display_name = person->labels.display_name}));
  }
  return users;
}

}  // namespace

Result<void> add_team_people(json::Object& out, const identity::EntityId& team, const Fields& fields,
                             const ApiParts& parts) {
  if (fields.has("users")) {
    SALLYPORT_TRY(auto users, references_to_users(team, parts));
    out.set("users", std::move(users));
  }
  if (fields.has("userCount")) {
    SALLYPORT_TRY(const auto count, parts.team_members.count_members(team));
    out.set("userCount", static_cast<std::int64_t>(count));
  }
  return {};
}

}  // namespace sallyport::gateway
