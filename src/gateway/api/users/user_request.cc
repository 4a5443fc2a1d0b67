#include "gateway/api/users/user_request.h"

#include "base/text.h"
#include "gateway/api/entities/entity_edit.h"
#include "gateway/api/users/user_shape.h"
#include "gateway/standing/admission.h"

namespace sallyport::gateway {

using identity::PersonEntry;

Result<std::optional<PersonEntry>> find_user(const ApiParts& parts, const EntityKey& key) {
  if (!key.id.empty()) return parts.people_by_hand.find(PersonId(key.id));
  SALLYPORT_TRY(auto found, parts.people_by_hand.find_by_name(key.name));
  if (found.empty()) return std::nullopt;
  if (found.size() > 1)
    return failure(Kind::conflict, "name_ambiguous", {},
                   "Several people have the name " + std::string(cut_utf8(key.name, 128)) + ". Use the id.");
  return std::move(found.front());
}

ObjectFacts facts_of_user(const PersonEntry* entry) {
  ObjectFacts facts;
  facts.resource = "user";
  facts.domains.emplace();
  if (entry == nullptr) return facts;
  facts.id = entry->person.id.value;
  facts.admin = is_admin_by_hand(*entry);
  return facts;
}

bool is_self(const Call& call, const PersonEntry* entry) {
  const Caller& caller = *call.who.caller;
  return entry != nullptr && !caller.program && !is_for_operations_alone(caller) && !caller.person.empty() &&
         caller.person == entry->person.id;
}

Result<void> check_admin(const Call& call) {
  const Caller& caller = *call.who.caller;
  if (caller.admin) return {};
  return failure(Kind::forbidden, "operation_denied", {},
                 "Principal: CatalogPrincipal{name='" + std::string(local_part(caller.username)) + "'} is not admin");
}

Result<identity::Editor> editor_of_people(const Call& call, const ApiParts& parts) {
  identity::Editor editor = editor_of(call);
  SALLYPORT_TRY(editor.administrators, administrators_in_force(call, parts));
  return editor;
}

Result<AccessNames> read_names(const ApiParts& parts) {
  SALLYPORT_TRY(auto state, parts.access.read());
  return AccessNames(std::move(state));
}

Result<Answered> answer_about_user(const Call& call, const ApiParts& parts, const PersonEntry& entry, int status) {
  SALLYPORT_TRY(const auto names, read_names(parts));
  return Answered{.status = status,
                  .body = print_user(entry, names, Fields::all(kUserFields), call.site()),
                  .tag = entity_tag(entry.person.id.value, entry.version)};
}

}  // namespace sallyport::gateway
