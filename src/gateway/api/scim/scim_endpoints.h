// The endpoints of SCIM (rows.h). All run on a worker, and each asks for the client's right before it reads anything.
#pragma once

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "http/handler.h"

namespace sallyport::gateway {

http::Outcome get_scim_users(const Call& call, const ApiParts& parts);
http::Outcome search_scim_users(const Call& call, const ApiParts& parts);
http::Outcome post_scim_user(const Call& call, const ApiParts& parts);
http::Outcome get_scim_user(const Call& call, const ApiParts& parts);
http::Outcome put_scim_user(const Call& call, const ApiParts& parts);
http::Outcome patch_scim_user_at(const Call& call, const ApiParts& parts);
http::Outcome delete_scim_user_at(const Call& call, const ApiParts& parts);

http::Outcome get_scim_groups(const Call& call, const ApiParts& parts);
http::Outcome search_scim_groups(const Call& call, const ApiParts& parts);
http::Outcome post_scim_group(const Call& call, const ApiParts& parts);
http::Outcome get_scim_group(const Call& call, const ApiParts& parts);
http::Outcome put_scim_group(const Call& call, const ApiParts& parts);
http::Outcome patch_scim_group_at(const Call& call, const ApiParts& parts);
http::Outcome delete_scim_group_at(const Call& call, const ApiParts& parts);

http::Outcome post_scim_bulk(const Call& call, const ApiParts& parts);

// /Me: 404, because a client is no user of its own (RFC 7644 3.11).
http::Outcome scim_me(const Call& call, const ApiParts& parts);

}  // namespace sallyport::gateway
