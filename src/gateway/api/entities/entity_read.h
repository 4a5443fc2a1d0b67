// Endpoints that read roles, policies and teams. All run on a worker.
#pragma once

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "http/handler.h"

namespace sallyport::gateway {

// GET on the collection: a page in the order of the names. Parameters: limit, after, before, include, fields; of teams
// also parentTeam and isJoinable.
template <class Content>
http::Outcome list_entities(const Call& call, const ApiParts& parts);

// GET by id or name. Parameters: include, fields.
template <class Content>
http::Outcome show_entity(const Call& call, const ApiParts& parts);

// GET …/versions: {"entityType":"role","versions":["{…}",…]}, the newest first, each as a text.
template <class Content>
http::Outcome list_versions(const Call& call, const ApiParts& parts);

// GET …/versions/0.3
template <class Content>
http::Outcome show_version(const Call& call, const ApiParts& parts);

// GET /api/v1/teams/hierarchy: the teams below the organization as trees, each team once, below its first parent.
// Parameter: isJoinable=true leaves out the teams that nobody can join and that have no joinable team below them.
http::Outcome show_team_hierarchy(const Call& call, const ApiParts& parts);

}  // namespace sallyport::gateway
