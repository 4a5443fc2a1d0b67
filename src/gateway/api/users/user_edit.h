// What a request makes of a person. Every member that clients see has a row which says who may set it, and a request
// that touches another one is refused as a whole, so that nobody gives themselves a right in passing.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "gateway/api/users/access_names.h"
#include "identity/people_store.h"

namespace sallyport::gateway {

// Who may set a member.
enum class UserSetter {
  self,       // the person, and whoever has the operation
  operation,  // whoever has the operation
  admin,      // administrators
  nobody,     // it follows from something else, or is the provider's
};

struct UserMember {
  std::string_view name;
  UserSetter setter;
  std::string_view operation = {};
};

// The row of a member; of one that does not exist, a row that nobody may set.
UserMember member_of_user(std::string_view name);

// The document that a patch is applied to: all that can be set, and nothing else that is the person's.
json::Object editable_user(const identity::PersonEntry& entry, const AccessNames& names);

// What is set by hand if the person's members are to be those of `wanted`. Members that are absent stay as they are, if
// `absent` is stays, and are emptied if it is emptied. Roles and teams of other origins stay, and cannot be taken away
// here. Errors: malformed/"field_type", "reference_shape"; rejected/"reference_unknown", "not_by_hand" (a role or team
// that the provider or a default gives would have to go). The details are for the client.
enum class Absent { stays, emptied };
Result<identity::ByHand> edit_user(const identity::PersonEntry& entry, const json::Object& wanted,
                                   const AccessNames& names, Absent absent);

}  // namespace sallyport::gateway
