// What a request makes of a person.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "gateway/api/users/access_names.h"
#include "gateway/api/users/user_members.h"
#include "identity/people_store.h"

namespace sallyport::gateway {

// Who may change a member of a person who is there already. Nobody changes what is set at the creation, or what there
// is not.
SetBy setter_of_user(std::string_view member);

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
