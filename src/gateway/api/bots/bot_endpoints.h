// The endpoints of bots. All run on a worker. Those who may see, make, change and delete bots have the operations of
// the resource `bot`. If-Match is honoured wherever the bot exists. Source: OpenMetadata, entity/bot.json,
// api/createBot.json.
#pragma once

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "http/handler.h"

namespace sallyport::gateway {

// GET /api/v1/bots: a page in the order of the names. Parameters: limit, after, before, include, fields (owners).
http::Outcome list_bots(const Call& call, const ApiParts& parts);

// GET by id or name. Parameters: include, fields.
http::Outcome show_bot(const Call& call, const ApiParts& parts);

// GET …/versions and …/versions/0.2, as for other entities.
http::Outcome list_bot_versions(const Call& call, const ApiParts& parts);
http::Outcome show_bot_version(const Call& call, const ApiParts& parts);

// POST /api/v1/bots: 201. The body names the account, which must be a bot's and may belong to no other bot.
http::Outcome create_bot(const Call& call, const ApiParts& parts);

// PUT /api/v1/bots: makes the bot of this name, or changes it. Members that are absent stay as they are.
http::Outcome put_bot(const Call& call, const ApiParts& parts);

// PATCH by id or name, with a JSON Patch: displayName, description and owners.
http::Outcome patch_bot(const Call& call, const ApiParts& parts);

// DELETE by id or name. The account goes with the bot, so that nothing that was made for it works any more. With
// hardDelete=true both are removed for good.
http::Outcome delete_bot(const Call& call, const ApiParts& parts);

// PUT /api/v1/bots/restore with {"id":"…"}.
http::Outcome restore_bot(const Call& call, const ApiParts& parts);

}  // namespace sallyport::gateway
