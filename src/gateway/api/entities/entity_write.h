// Endpoints that change roles, policies and teams. All run on a worker. Each decides about the caller's right before it
// looks at what the client sent, so that nobody without the right makes us parse a condition (CVE-2024-28253). If-Match
// is honoured wherever the entity exists.
#pragma once

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "http/handler.h"

namespace sallyport::gateway {

// POST on the collection: 201. Needs Create.
template <class Content>
http::Outcome create_entity_of(const Call& call, const ApiParts& parts);

// PUT on the collection: creates the entity of this name, or changes it. Members that are absent stay as they are.
// Needs Create, or EditAll and the operation of each member that changes.
template <class Content>
http::Outcome put_entity(const Call& call, const ApiParts& parts);

// PATCH by id or name, with a JSON Patch. Needs the operation of each member that the patch names.
template <class Content>
http::Outcome patch_entity(const Call& call, const ApiParts& parts);

// DELETE by id or name. Parameters: hardDelete=true removes it for good; recursive=true, of teams, takes the teams
// below along. Needs Delete.
template <class Content>
http::Outcome delete_entity_of(const Call& call, const ApiParts& parts);

// PUT …/restore with {"id":"…"}. Needs EditAll.
template <class Content>
http::Outcome restore_entity_of(const Call& call, const ApiParts& parts);

}  // namespace sallyport::gateway
