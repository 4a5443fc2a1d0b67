// What a client does with users. Every function asks nothing about rights: open_scim() has. A user whose person is an
// administrator of the configuration cannot be made; one who became an administrator by hand can be disabled, unless
// nobody else is one.
#pragma once

#include <string>

#include "gateway/api/scim/scim_request.h"

namespace sallyport::gateway {

Result<ScimAnswered> list_scim_users(const ScimCall& scim, const ScimQuery& query);
Result<ScimAnswered> show_scim_user(const ScimCall& scim, const std::string& id, const scim::Projection& projection);

// 201. Errors: those of foreseen_of() and of ProvisionedUserStore::add(). Somebody who has signed in before is linked
// by their object id if the client may also do EditAll on `user`, and they are no administrator.
Result<ScimAnswered> create_scim_user(const ScimCall& scim, const json::Object& body);

// 200, or an error. Of somebody who is no longer active, sessions and tokens end before the answer.
Result<ScimAnswered> replace_scim_user(const ScimCall& scim, const std::string& id, identity::SeenVersion seen,
                                       const json::Object& body);
Result<ScimAnswered> patch_scim_user(const ScimCall& scim, const std::string& id, identity::SeenVersion seen,
                                     const json::Object& message);

// 204. Who never signed in is removed, and anybody else is deleted softly.
Result<ScimAnswered> delete_scim_user(const ScimCall& scim, const std::string& id, identity::SeenVersion seen);

}  // namespace sallyport::gateway
