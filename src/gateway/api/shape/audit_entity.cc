#include "gateway/api/shape/audit_entity.h"

#include "gateway/api/shape/json_patch.h"

namespace sallyport::gateway {
namespace {

// The members of `one` that `other` does not have, or has with another value. All of them if there is no other.
json::Value what_differs(const json::Value& one, const json::Value& other) {
  const json::Object* const object = one.as_object();
  const json::Object* const compared = other.as_object();
  if (!object || !compared) return one;
  json::Object differing;
  for (const json::Member& member : *object) {
    const json::Value* const same = compared->find(member.name);
    if (!same || !is_same_json(*same, member.value)) differing.append(member.name) = member.value;
  }
  return differing;
}

}  // namespace

void audit_entity(const Call& call, std::string_view change, const AuditedChange& whole) {
  audit_change(call, "entity_changed",
               {.kind = whole.kind,
                .id = whole.id,
                .name = whole.name,
                .before = what_differs(whole.before, whole.after),
                .after = what_differs(whole.after, whole.before)},
               {{"user", call.who.caller->username}, {"change", std::string(change)}});
}

}  // namespace sallyport::gateway
