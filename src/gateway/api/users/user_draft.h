// A person that a client wants to add. Source: OpenMetadata, api/teams/createUser.json.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "gateway/api/users/access_names.h"
#include "gateway/call/settings.h"
#include "identity/people_store.h"

namespace sallyport::gateway {

// Refuses members that cannot be set when a person is added, such as a password. A member that is null counts as
// absent, and so do those that have no meaning here and grant nothing. Errors: malformed/"field_unknown".
Result<json::Object> known_user_members(const json::Object& body);

// Makes a new person of the members. A human's name is the one under which applications will know the account with this
// address, or its local part; any other could become somebody else's. Errors: those of edit_user(); malformed/
// "field_missing", "user_name", "user_email", "bot_name"; rejected/"user_email" (whoever has this address could not
// sign in), "sign_in_not_configured", "tenant_needed". The details are for the client.
Result<identity::NewPerson> new_user(const json::Object& members, const AccessNames& names, const Settings& settings,
                                     UnixTime now);

}  // namespace sallyport::gateway
