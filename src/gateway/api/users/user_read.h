// Endpoints that read people. All run on a worker. Everybody may read themselves; anybody else needs ViewBasic, or
// ViewAll if the request names `fields`.
#pragma once

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "http/handler.h"

namespace sallyport::gateway {

// GET /api/v1/users: a page in the order of the names. Parameters: limit, after, before, include, fields, team (name),
// role (name), isAdmin (an administrator by hand), isBot, namePrefix.
http::Outcome list_users(const Call& call, const ApiParts& parts);

// GET by id or name. Parameters: include, fields.
http::Outcome show_user(const Call& call, const ApiParts& parts);

// GET /api/v1/users/loggedInUser: the caller, with the roles and the right that they have at this moment.
http::Outcome logged_in_user(const Call& call, const ApiParts& parts);

// GET /api/v1/users/loggedInUser/groupTeams: the caller's teams of type Group.
http::Outcome list_own_groups(const Call& call, const ApiParts& parts);

// GET …/versions: {"entityType":"user","versions":["{…}",…]}, the newest first, each as a text; and one of them.
http::Outcome list_user_versions(const Call& call, const ApiParts& parts);
http::Outcome show_user_version(const Call& call, const ApiParts& parts);

}  // namespace sallyport::gateway
